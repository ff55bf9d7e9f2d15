import { spawnSync } from "node:child_process";
import { cpSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { folderOfTest } from "./temporary";

const ROOT = join(__dirname, "..", "..");

/** The built CLI, as `npx kokoro` runs it. */
export const KOKORO = join(ROOT, "dist", "cli", "kokoro.js");

export interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `kokoro` to its end, without a terminal. */
export function kokoro(
  args: readonly string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): Run {
  const { status, stdout, stderr } = spawnSync(process.execPath, [KOKORO, ...args], {
    encoding: "utf8",
    cwd: options.cwd ?? ROOT,
    env: { ...process.env, ...options.env },
    input: "",
  });
  return { code: status, stdout, stderr };
}

/** An empty folder that goes away with the test. */
export const scratch = folderOfTest;

/** A Pulumi project in a scratch folder: our Pulumi.yaml and the given stack files. */
export function project(stacks: Readonly<Record<string, string>>): string {
  const folder = scratch();
  cpSync(join(ROOT, "Pulumi.yaml"), join(folder, "Pulumi.yaml"));
  for (const [name, content] of Object.entries(stacks))
    writeFileSync(join(folder, `Pulumi.${name}.yaml`), content);
  return folder;
}

/** Every file below a folder with its bytes and its time of change. */
export function snapshot(folder: string): Record<string, { content: string; mtimeMs: number }> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return Object.fromEntries(
    files.map((entry) => {
      const file = join(entry.parentPath, entry.name);
      return [
        file.slice(folder.length + 1),
        { content: readFileSync(file, "utf8"), mtimeMs: statSync(file).mtimeMs },
      ];
    }),
  );
}
