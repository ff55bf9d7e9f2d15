import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { loadStack } from "../config/load";
import { formatProblem } from "../config/problem";
import { renderStream, renderTree } from "./tree";

export function renderStack(options: {
  stack: string;
  cwd: string;
  out?: string;
  stdout?: boolean;
  force?: boolean;
}): void {
  const { settings, warnings } = loadStack(options.stack, options.cwd);
  for (const warning of warnings) process.stderr.write(`${formatProblem(warning)}\n`);
  if (options.stdout) {
    process.stdout.write(renderStream(settings));
    return;
  }
  for (const file of renderTree(settings)) {
    const path = join(options.out ?? "", file.path);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, file.content);
  }
}
