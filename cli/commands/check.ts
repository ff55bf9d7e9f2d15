import { Command } from "commander";
import {
  allStacksOption,
  cwdOption,
  jsonOption,
  outOption,
  stacksOption,
  type TreeOptions,
} from "../options";

const EXAMPLES = `
Exit codes: 0 the tree is what the stack renders, 1 it differs, 2 error.

Examples:
  $ kokoro check --stack homecluster --out .
  $ kokoro check --all-stacks --out ../clusters/{stack} --json`;

export function checkCommand(): Command {
  return new Command("check")
    .description("compare a GitOps repository with what a stack renders; for CI")
    .addOption(stacksOption())
    .addOption(allStacksOption())
    .addOption(outOption())
    .addOption(jsonOption())
    .addOption(cwdOption())
    .addHelpText("after", EXAMPLES)
    .action(async (options: TreeOptions) => (await import("../tree/compare.js")).check(options));
}
