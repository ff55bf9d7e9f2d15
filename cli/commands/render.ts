import { Option } from "commander";
import type { CommandSpec } from "../command";
import {
  allStacksOption,
  cwdOption,
  jsonOption,
  outOption,
  type RenderOptions,
  stacksOption,
  withOutputOption,
} from "../options";

const OUTPUTS = `dir: files below --out; stdout: all objects as one YAML stream; tar: an archive, --out is the file; \
oci: an OCI image layout for Flux's OCIRepository, --out is the folder`;

export const command: CommandSpec = {
  name: "render",
  group: "tree",
  order: 1,
  summary:
    "Write the Flux tree of a stack into a GitOps repository, without Pulumi, login, state or cluster.",
  examples: [
    "kokoro render --stack homecluster --out ../home-ops",
    "kokoro render --stack homecluster --out ../home-ops --dry-run",
    "kokoro render --stack homecluster --out ../home-ops --register",
    "kokoro render --all-stacks --out ../clusters/{stack}",
    "kokoro render --stack homecluster --stdout | kubectl diff -f -",
    "kokoro render --stack homecluster --output tar --out kokoro.tar.gz",
    "kokoro render --stack homecluster --output oci --out ./kokoro-oci",
    "oras cp --from-oci-layout ./kokoro-oci:homecluster ghcr.io/org/kokoro:homecluster",
  ],
  notes: `
Files that were edited by hand are refused with a diff. Files of others are never changed. Files that an earlier
render wrote and this one does not are removed. <out>/.kokoro/<stack>.sha256 records which files are ours.`,
  exitCodes: { 0: "done" },
  define: (command) => {
    const output = new Option("--output <kind>", OUTPUTS)
      .choices(["dir", "stdout", "tar", "oci"])
      .default("dir");
    withOutputOption(command, output)
      .addOption(new Option("--stdout", "short for --output stdout").conflicts("output"))
      .addOption(stacksOption())
      .addOption(allStacksOption())
      .addOption(outOption())
      .option("--register", "add the tree to the kustomization.yaml files above it, if there are any")
      .option("--force", "overwrite files of ours that were edited by hand")
      .option("--dry-run", "print what would change and write nothing")
      .addOption(jsonOption())
      .addOption(cwdOption())
      .action(async (options: RenderOptions) => (await import("../tree/render.js")).render(options));
  },
};
