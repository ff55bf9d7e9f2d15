import { readFileSync } from "node:fs";
import { join } from "node:path";

const LOOK = readFileSync(join(__dirname, "look.js"), "utf8");

/** The page with the look of a reader at its end. */
export function withLook(page: string): string {
  return page.replace("</body>", () => `<script>${LOOK}</script></body>`);
}

/** What the look found. */
export function complaintsIn(dom: string): unknown {
  const [, found] = /<pre id="complaints">(.*?)<\/pre>/.exec(dom) ?? [];
  if (found === undefined) throw new Error(`the page was not looked at:\n${dom.slice(0, 2000)}`);
  return JSON.parse(found.replaceAll("&amp;", "&").replaceAll("&lt;", "<").replaceAll("&gt;", ">"));
}
