// Writes cli/commands/index.ts from the files beside it: a command is one file. It needs no build, because the
// build needs its result.
import { readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const folder = join(dirname(fileURLToPath(import.meta.url)), "..", "cli", "commands");
const names = readdirSync(folder)
  .filter((file) => file.endsWith(".ts") && file !== "index.ts")
  .map((file) => file.slice(0, -".ts".length))
  .sort();
const identifier = (name) => name.replace(/-(.)/g, (_, letter) => letter.toUpperCase());

writeFileSync(
  join(folder, "index.ts"),
  [
    "// Generated from the files of this folder by `npm run generate`.",
    'import type { CommandSpec } from "../command";',
    ...names.map((name) => `import { command as ${identifier(name)} } from "./${name}";`),
    "",
    "export const commands: readonly CommandSpec[] = [",
    ...names.map((name) => `  ${identifier(name)},`),
    "];",
    "",
  ].join("\n"),
);
console.log("cli/commands/index.ts");
