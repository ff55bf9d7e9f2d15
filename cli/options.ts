import { type Command, Option } from "commander";
import { inputError } from "../common/problem";

/** Options that several commands share, so that they are written and explained once. */
export const stackOption = () =>
  new Option("-s, --stack <name>", "stack to read, from Pulumi.<name>.yaml")
    .env("PULUMI_STACK")
    .makeOptionMandatory();

export const stacksOption = () =>
  new Option("-s, --stack <name...>", "stacks to read, from Pulumi.<name>.yaml").env("PULUMI_STACK");

export const allStacksOption = () =>
  new Option("--all-stacks", "read every stack that has a file in the project");

export const cwdOption = () => new Option("-C, --cwd <dir>", "folder of the Pulumi project").default(".");

export const outOption = () =>
  new Option("-o, --out <dir>", "root of the GitOps repository; {stack} stands for the name of the stack");

export const jsonOption = () => new Option("--json", "print the result as JSON");

/** Adds an option that used to be `--format`. That name is still accepted, with a warning on stderr. */
export function withOutputOption(command: Command, option: Option): Command {
  return command
    .addOption(option)
    .addOption(new Option("--format <kind>").hideHelp())
    .hook("preAction", () => acceptOldName(command));
}

function acceptOldName(command: Command): void {
  const { format } = command.opts<{ format?: string }>();
  if (format === undefined) return;
  if (command.getOptionValueSource("output") === "cli") {
    throw inputError({
      key: "--format",
      rule: "is the old name of --output, and both are given",
      fix: "remove it",
    });
  }
  process.stderr.write(`warning: --format: is deprecated here; write --output ${format}\n`);
  command.setOptionValueWithSource("output", format, "cli");
}

/** What the commands on a tree take in common. */
export interface TreeOptions {
  readonly stack?: readonly string[];
  readonly allStacks?: boolean;
  readonly cwd: string;
  readonly out?: string;
  readonly json?: boolean;
}

/** What `kokoro render` takes. */
export interface RenderOptions extends TreeOptions {
  readonly stdout?: boolean;
  readonly output: string;
  readonly register?: boolean;
  readonly force?: boolean;
  readonly dryRun?: boolean;
}
