import type { CommandSpec } from "../command";
import { cwdOption, stackOption } from "../options";

interface ExplainOptions {
  readonly stack: string;
  readonly cwd: string;
  readonly json?: boolean;
}

export const command: CommandSpec = {
  name: "explain",
  group: "tree",
  order: 4,
  summary:
    "Explain in figures what the configuration of a stack means: waiting times, retries, capacity, limits.",
  examples: [
    "kokoro explain --stack homecluster",
    "kokoro explain --stack homecluster --json | jq '.criteria[] | select(.verdict != \"yes\")'",
  ],
  exitCodes: { 0: "done" },
  define: (command) =>
    command
      .addOption(stackOption())
      .option("--json", "print the figures as JSON; all times are in seconds")
      .addOption(cwdOption())
      .action(async (options: ExplainOptions) =>
        (await import("../../explain/run.js")).explainStack(options),
      ),
};
