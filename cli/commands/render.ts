import { Command, Option } from "commander";
import {
  allStacksOption,
  cwdOption,
  jsonOption,
  outOption,
  type RenderOptions,
  stacksOption,
} from "../options";

const EXAMPLES = `
Examples:
  $ kokoro render --stack homecluster --out ../home-ops
  $ kokoro render --stack homecluster --out ../home-ops --dry-run
  $ kokoro render --stack homecluster --out ../home-ops --register
  $ kokoro render --all-stacks --out ../clusters/{stack}
  $ kokoro render --stack homecluster --stdout | kubectl diff -f -
  $ kokoro render --stack homecluster --format tar --out kokoro.tar.gz
  $ kokoro render --stack homecluster --format oci --out ./kokoro-oci
    (then: oras cp --from-oci-layout ./kokoro-oci:homecluster ghcr.io/org/kokoro:homecluster)

Files that were edited by hand are refused with a diff, files of others are never touched, and what an
earlier render wrote and this one does not is removed. <out>/.kokoro/<stack>.sha256 records what is ours.`;

export function renderCommand(): Command {
  return new Command("render")
    .description(
      "write the Flux tree of a stack into a GitOps repository; needs no Pulumi, login, state or cluster",
    )
    .addOption(stacksOption())
    .addOption(allStacksOption())
    .addOption(outOption())
    .addOption(
      new Option(
        "--format <format>",
        "dir: files; stdout: objects as one stream; tar: one archive, --out is its file; oci: an OCI image layout for Flux's OCIRepository, --out is its folder",
      )
        .choices(["dir", "stdout", "tar", "oci"])
        .default("dir"),
    )
    .option("--stdout", "short for --format stdout")
    .option("--register", "list the tree in the repository's kustomizations above it, where they exist")
    .option("--force", "overwrite files of ours that were edited by hand")
    .option("-n, --dry-run", "say what would change, and write nothing")
    .addOption(jsonOption())
    .addOption(cwdOption())
    .addHelpText("after", EXAMPLES)
    .action(async (options: RenderOptions) => (await import("../tree/render.js")).render(options));
}
