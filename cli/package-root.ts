import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/** The folder of kokoro's own package.json, wherever the bundle runs from. */
export function packageRoot(): string {
  let folder = __dirname;
  while (!existsSync(join(folder, "package.json"))) folder = dirname(folder);
  return folder;
}
