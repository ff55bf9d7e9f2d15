import { Command } from "commander";

const SUBJECT = { up: "update", preview: "preview" } as const;

/** `kokoro up` and `kokoro preview`: the real Pulumi commands with the flag that Pulumi has not. */
function engineCommand(name: keyof typeof SUBJECT): Command {
  const examples = `
Every other flag goes to \`pulumi ${name}\` as it stands, and its exit code comes back; 2 means that
kokoro itself refused. The config key renderYaml does the same for plain \`pulumi ${name}\`.

Examples:
  $ kokoro ${name} --render-yaml ../home-ops --stack homecluster
  $ kokoro ${name} --render-yaml ../home-ops --stack homecluster --diff${name === "up" ? " --yes" : ""}`;
  return new Command(name)
    .description(`run \`pulumi ${name}\` with the files of the Flux tree as the stack's resources`)
    .usage("--render-yaml <dir> [--stack <name>] [any flag of pulumi]")
    .requiredOption("--render-yaml <dir>", `root of the GitOps repository whose files to ${SUBJECT[name]}`)
    .allowUnknownOption()
    .allowExcessArguments()
    .addHelpText("after", examples)
    .action(async (options: { renderYaml: string }, command: Command) => {
      const { runPulumi } = await import("../engine/pulumi.js");
      process.exitCode = await runPulumi(name, options.renderYaml, command.args);
    });
}

export const upCommand = () => engineCommand("up");
export const previewCommand = () => engineCommand("preview");
