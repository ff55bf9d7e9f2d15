// Writes what is derived from the sources, so that it can be read without running anything.
// CI fails when a file here is stale.
import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const require = createRequire(import.meta.url);
const { stackFileJsonSchema } = require(join(root, "dist/lib/config/reference/json-schema.js"));
const { configurationReference } = require(join(root, "dist/lib/config/reference/reference.js"));

const files = {
  "config/settings.schema.json": `${JSON.stringify(stackFileJsonSchema("kokoro-api"), null, 2)}\n`,
  "docs/configuration.md": configurationReference(),
};
for (const [path, content] of Object.entries(files)) {
  writeFileSync(join(root, path), content);
  console.log(path);
}
