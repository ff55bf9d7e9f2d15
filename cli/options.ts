import { Option } from "commander";

/** Options that several commands share, so that they are spelt and explained once. */
export const stackOption = () =>
  new Option("-s, --stack <name>", "stack whose Pulumi.<name>.yaml configures the app").makeOptionMandatory();

export const cwdOption = () => new Option("-C, --cwd <dir>", "folder of the Pulumi project").default(".");

export const outOption = () => new Option("-o, --out <dir>", "root of the GitOps repository");
