import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * The folder of kokoro's own package.json, wherever the bundle runs from; the bundle's own folder where none
 * stands above it, as in an image that holds dist alone.
 */
export function packageRoot(from: string = __dirname): string {
  for (let folder = from; ; folder = dirname(folder)) {
    if (existsSync(join(folder, "package.json"))) return folder;
    if (dirname(folder) === folder) return from;
  }
}
