import { Command } from "commander";
import { allStacksOption, cwdOption, outOption, stacksOption, type TreeOptions } from "../options";

const EXAMPLES = `
Exit codes: 0 the tree is what the stack renders, 1 it differs, 2 error.

Examples:
  $ kokoro diff --stack homecluster --out ../home-ops
  $ kokoro diff --stack homecluster --out ../home-ops | patch -p1 -d ../home-ops`;

export function diffCommand(): Command {
  return new Command("diff")
    .description("print the changes that a render would make to a GitOps repository, as a unified diff")
    .addOption(stacksOption())
    .addOption(allStacksOption())
    .addOption(outOption())
    .addOption(cwdOption())
    .addHelpText("after", EXAMPLES)
    .action(async (options: TreeOptions) => (await import("../tree/compare.js")).diff(options));
}
