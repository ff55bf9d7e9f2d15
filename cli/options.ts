import { Option } from "commander";

/** Options that several commands share, so that they are spelt and explained once. */
export const stackOption = () =>
  new Option("-s, --stack <name>", "stack whose Pulumi.<name>.yaml configures the app").makeOptionMandatory();

export const stacksOption = () =>
  new Option("-s, --stack <name...>", "stacks whose Pulumi.<name>.yaml configure the app");

export const allStacksOption = () => new Option("--all-stacks", "every stack that has a file in the project");

export const cwdOption = () => new Option("-C, --cwd <dir>", "folder of the Pulumi project").default(".");

export const outOption = () =>
  new Option("-o, --out <dir>", "root of the GitOps repository; {stack} stands for the stack's name");

export const jsonOption = () => new Option("--json", "print the result as JSON");

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
  readonly format?: "dir" | "stdout" | "tar" | "oci";
  readonly register?: boolean;
  readonly force?: boolean;
  readonly dryRun?: boolean;
}
