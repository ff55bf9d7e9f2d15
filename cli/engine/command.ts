import type { CommandSpec } from "../command";

const SUBJECT = { up: "update", preview: "preview" } as const;

/** `kokoro up` and `kokoro preview`: the real Pulumi commands with a flag that Pulumi does not have. */
export function engineCommand(name: keyof typeof SUBJECT, order: number): CommandSpec {
  return {
    name,
    group: "engine",
    order,
    summary: `Run \`pulumi ${name}\` with the files of the Flux tree as the resources of the stack.`,
    examples: [
      `kokoro ${name} --render-yaml ../home-ops --stack homecluster`,
      `kokoro ${name} --render-yaml ../home-ops --stack homecluster --diff${name === "up" ? " --yes" : ""}`,
    ],
    notes: `
All other flags are passed to \`pulumi ${name}\` unchanged. The config key renderYaml does the same for a plain
\`pulumi ${name}\`.`,
    exitCodes: {
      0: "done",
      1: `\`pulumi ${name}\` failed; its own exit code is returned`,
      2: "kokoro refused the command; Pulumi did not run",
      130: "interrupted",
    },
    define: (command) =>
      command
        .usage("--render-yaml <dir> [--stack <name>] [any flag of pulumi]")
        .requiredOption(
          "--render-yaml <dir>",
          `root of the GitOps repository whose files to ${SUBJECT[name]}`,
        )
        .allowUnknownOption()
        .allowExcessArguments()
        .action(async (options: { renderYaml: string }) => {
          const { runPulumi } = await import("./pulumi.js");
          process.exitCode = await runPulumi(name, options.renderYaml, command.args);
        }),
  };
}
