import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { run } from "../toolchain/run";
import { type Picture, readPng } from "./png";

/** Without these Chromium looks for its makers' hosts at every start. */
const QUIET = [
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-quic",
  "--no-first-run",
  "--disable-gpu",
];

export interface View {
  readonly width: number;
  readonly height: number;
  readonly isDark?: boolean;
}

function open(folder: string, page: string, view: View, action: string): Promise<{ stdout: string }> {
  return run("chromium", [
    // Root, as in a container, has no sandbox of its own.
    ...["--headless", "--no-sandbox", ...QUIET, `--user-data-dir=${join(folder, "profile")}`],
    `--blink-settings=preferredColorScheme=${view.isDark ? 0 : 1}`,
    ...["--hide-scrollbars", `--window-size=${view.width},${view.height}`, action],
    pathToFileURL(page).href,
  ]);
}

/** What a browser paints of a page. */
export async function screenshot(folder: string, page: string, view: View): Promise<Picture> {
  const file = join(folder, "page.png");
  await open(folder, page, view, `--screenshot=${file}`);
  return readPng(readFileSync(file));
}

/** The page's document after its scripts have run. */
export async function documentOf(folder: string, page: string, view: View): Promise<string> {
  return (await open(folder, page, view, "--dump-dom")).stdout;
}
