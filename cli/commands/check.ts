import type { CommandSpec } from "../command";
import {
  allStacksOption,
  cwdOption,
  jsonOption,
  outOption,
  stacksOption,
  type TreeOptions,
} from "../options";

export const command: CommandSpec = {
  name: "check",
  group: "tree",
  order: 2,
  summary: "Check in CI that a GitOps repository holds what a stack renders.",
  examples: [
    "kokoro check --stack homecluster --out .",
    "kokoro check --all-stacks --out ../clusters/{stack} --json",
  ],
  exitCodes: { 0: "the repository holds what the stack renders", 1: "it differs" },
  define: (command) =>
    command
      .addOption(stacksOption())
      .addOption(allStacksOption())
      .addOption(outOption())
      .addOption(jsonOption())
      .addOption(cwdOption())
      .action(async (options: TreeOptions) => (await import("../tree/compare.js")).check(options)),
};
