import { copyFileSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { stringify } from "yaml";
import type { SettingsInput } from "../../../config/schema/settings";
import { PROJECT } from "../toolchain/locate";
import { runNode } from "../toolchain/run";

/** Keys of a stack file's `config:`, without the project's prefix. */
export type StackConfig = SettingsInput;

export interface Rendered {
  /** Root of the GitOps repository: holds `kubernetes/`. */
  readonly root: string;
  /** What the command said on stderr. */
  readonly messages: string;
}

/** A stack file's text for a configuration. */
export function stackFile(config: StackConfig): string {
  const prefixed = Object.entries(config).map(([key, value]) => [`kokoro-api:${key}`, value]);
  return stringify({ config: Object.fromEntries(prefixed) }, { aliasDuplicateObjects: false });
}

export interface RenderOptions {
  /** Several stacks may share one repository: each owns its files. */
  readonly stack?: string;
}

/** Runs `kokoro render` for a configuration, into `repository` below `folder`. */
export async function render(
  config: StackConfig,
  folder: string,
  { stack = "e2e" }: RenderOptions = {},
): Promise<Rendered> {
  const project = join(folder, "project");
  const root = join(folder, "repository");
  mkdirSync(project, { recursive: true });
  copyFileSync(join(PROJECT, "Pulumi.yaml"), join(project, "Pulumi.yaml"));
  writeFileSync(join(project, `Pulumi.${stack}.yaml`), stackFile(config));
  const { stderr } = await runNode([
    join(PROJECT, "dist", "cli", "kokoro.js"),
    ...["render", "--stack", stack, "--cwd", project, "--out", root],
  ]);
  return { root, messages: stderr };
}

/** Every YAML file below a folder, sorted: the tree without the writer's record of it. */
export function manifestFiles(folder: string): string[] {
  return readdirSync(folder)
    .sort()
    .map((name) => join(folder, name))
    .flatMap((path) => (statSync(path).isDirectory() ? manifestFiles(path) : [path]))
    .filter((path) => path.endsWith(".yaml"));
}

/** What Flux's postBuild makes of a text: HomeCluster's variables filled in, escaped dollars unescaped. */
export function substituted(text: string): string {
  return text
    .replaceAll("$${", "\u0000")
    .replaceAll("${SECRET_DOMAIN}", SECRET_DOMAIN)
    .replaceAll("${SPEECH_HOST}", `speech.${SECRET_DOMAIN}`)
    .replaceAll("\u0000", "${");
}

/** HomeCluster's secret domain in these tests. */
export const SECRET_DOMAIN = "home.example.test";

/** A copy of a tree as Flux would apply it. @returns the copy's root */
export function substitutedCopy(root: string, copy: string): string {
  for (const file of manifestFiles(root)) {
    const target = join(copy, file.slice(root.length));
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, substituted(readFileSync(file, "utf8")));
  }
  return copy;
}
