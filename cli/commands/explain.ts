import { Command } from "commander";
import { cwdOption, stackOption } from "../options";

interface ExplainOptions {
  readonly stack: string;
  readonly cwd: string;
  readonly json?: boolean;
}

const EXAMPLES = `
Examples:
  $ kokoro explain --stack homecluster
  $ kokoro explain --stack homecluster --json | jq '.criteria[] | select(.verdict != "yes")'`;

export function explainCommand(): Command {
  return new Command("explain")
    .description(
      "say in words and figures what a stack's configuration means: waits, tries, capacity, limits",
    )
    .addOption(stackOption())
    .option("--json", "print figures for machines; every time in seconds")
    .addOption(cwdOption())
    .addHelpText("after", EXAMPLES)
    .action(explain);
}

async function explain(options: ExplainOptions): Promise<void> {
  const { explainStack } = await import("../../explain/run.js");
  explainStack(options);
}
