import { formatProblem } from "../common/problem";
import { loadStack } from "../config/read/load";
import { explain } from "./explanation";
import { explanationText } from "./text";

/** Prints what a stack's configuration means. Warnings go to stderr, or into the JSON. @throws InputError */
export function explainStack(options: { stack: string; cwd: string; json?: boolean }): void {
  const { settings, warnings } = loadStack(options.stack, options.cwd);
  const explanation = explain(settings);
  if (options.json) {
    process.stdout.write(`${JSON.stringify({ ...explanation, warnings }, undefined, 2)}\n`);
    return;
  }
  for (const warning of warnings) process.stderr.write(`${formatProblem(warning)}\n`);
  process.stdout.write(explanationText(explanation));
}
