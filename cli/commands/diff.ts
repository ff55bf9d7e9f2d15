import type { CommandSpec } from "../command";
import { allStacksOption, cwdOption, outOption, stacksOption, type TreeOptions } from "../options";

export const command: CommandSpec = {
  name: "diff",
  group: "tree",
  order: 3,
  summary: "Print what a render would change in a GitOps repository, as a unified diff.",
  examples: [
    "kokoro diff --stack homecluster --out ../home-ops",
    "kokoro diff --stack homecluster --out ../home-ops | patch -p1 -d ../home-ops",
  ],
  exitCodes: { 0: "the repository holds what the stack renders", 1: "it differs" },
  define: (command) =>
    command
      .addOption(stacksOption())
      .addOption(allStacksOption())
      .addOption(outOption())
      .addOption(cwdOption())
      .action(async (options: TreeOptions) => (await import("../tree/compare.js")).diff(options)),
};
