import { Command } from "commander";
import { inputError } from "../config/problem";
import { cwdOption, outOption, stackOption } from "./options";

interface RenderOptions {
  readonly stack: string;
  readonly cwd: string;
  readonly out?: string;
  readonly stdout?: boolean;
  readonly force?: boolean;
}

const EXAMPLES = `
Examples:
  $ kokoro render --stack homecluster --out ../home-ops
  $ kokoro render --stack homecluster --stdout | kubectl diff -f -`;

export function renderCommand(): Command {
  return new Command("render")
    .description(
      "write the Flux tree of a stack into a GitOps repository; needs no Pulumi, login, state or cluster",
    )
    .addOption(stackOption())
    .addOption(outOption())
    .option("--stdout", "print the objects as one stream of documents instead of writing files")
    .option("--force", "overwrite files of ours that were edited by hand")
    .addOption(cwdOption())
    .addHelpText("after", EXAMPLES)
    .action(render);
}

async function render(options: RenderOptions): Promise<void> {
  if (!options.out && !options.stdout) {
    throw inputError({
      key: "--out",
      rule: "is missing",
      fix: "name the repository's root, or use --stdout",
    });
  }
  const { renderStack } = await import("../render/run.js");
  renderStack(options);
}
