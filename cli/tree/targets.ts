import { join } from "node:path";
import { carriedSecrets } from "../../components/manifests/secret-env";
import { loadStack, stacksOf } from "../../config/load";
import { formatProblem, InputError, inputError, type Problem } from "../../config/problem";
import type { Settings } from "../../config/settings";
import type { RenderedFile } from "../../render/file";
import { lookAround, type Unlisted, unlistedProblem } from "../../render/landing/look";
import { renderTree } from "../../render/tree";
import { refuseUnsafeRoot } from "../../render/write";
import type { TreeOptions } from "../options";

/** A stack, what it renders, and the repository that it goes to. */
export interface Target {
  readonly stack: string;
  readonly settings: Settings;
  readonly root: string;
  readonly files: readonly RenderedFile[];
  /** Kustomizations of the repository that do not list what is rendered. */
  readonly unlisted: readonly Unlisted[];
}

/**
 * Reads and renders every stack that the options name, before anything is written.
 * Warnings go to stderr. @throws InputError with the problems of all stacks
 */
export async function targets(options: TreeOptions, packageRoot: string): Promise<Target[]> {
  const out = options.out;
  if (!out)
    throw inputError({
      key: "--out",
      rule: "is missing",
      fix: "name the repository's root, such as ../home-ops",
    });
  const rendered: Target[] = [];
  const problems: Problem[] = [];
  for (const { stack, settings } of loadStacks(options)) {
    const root = out.replaceAll("{stack}", stack);
    refuseUnsafeRoot(root, packageRoot);
    const { unlisted, errors } = lookAround(root, settings);
    problems.push(...errors);
    if (errors.length === 0)
      rendered.push({ stack, settings, root, files: await filesOf(settings, root), unlisted });
  }
  if (problems.length > 0) throw new InputError(problems);
  refuseSharedPaths(rendered);
  return rendered;
}

/** Says on stderr where the repository's own kustomizations keep Flux from what is rendered. */
export function warnUnlisted({ unlisted }: Pick<Target, "unlisted">): void {
  for (const each of unlisted) process.stderr.write(`${formatProblem(unlistedProblem(each))}\n`);
}

/** What a stack renders into a repository. Encryption is loaded only by those who have something to encrypt. */
export async function filesOf(settings: Settings, root: string): Promise<RenderedFile[]> {
  if (carriedSecrets(settings).length === 0) return renderTree(settings);
  const { sealSecret } = await import("../../render/secrets/seal.js");
  const { valuesFromEnvironment } = await import("../../render/secrets/values.js");
  const sealed = sealSecret(settings, root, valuesFromEnvironment(settings, process.env));
  for (const warning of sealed.warnings) process.stderr.write(`${formatProblem(warning)}\n`);
  return renderTree(settings, sealed);
}

/** The settings of every stack that the options name. Warnings go to stderr. */
export function loadStacks(options: TreeOptions): { stack: string; settings: Settings }[] {
  const stacks = options.allStacks ? stacksOf(options.cwd) : (options.stack ?? []);
  if (stacks.length === 0) {
    throw inputError({
      key: "--stack",
      rule: "is missing",
      fix: "name a stack, such as --stack homecluster, or --all-stacks",
    });
  }
  const problems: Problem[] = [];
  const loaded = stacks.flatMap((name) => {
    try {
      const { settings, warnings } = loadStack(name, options.cwd);
      for (const warning of warnings) process.stderr.write(`${formatProblem(warning)}\n`);
      return [{ stack: name.slice(name.lastIndexOf("/") + 1), settings }];
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      problems.push(
        ...error.problems.map((problem) =>
          stacks.length > 1 ? { ...problem, key: `${name}: ${problem.key}` } : problem,
        ),
      );
      return [];
    }
  });
  if (problems.length > 0) throw new InputError(problems);
  return loaded;
}

/** Two stacks that write one file would overwrite each other in turn. */
function refuseSharedPaths(rendered: readonly Target[]): void {
  const owners = new Map<string, string>();
  for (const { stack, root, files } of rendered) {
    for (const { path } of files) {
      const file = join(root, path);
      const other = owners.get(file);
      if (other !== undefined) {
        throw inputError({
          key: "--out",
          value: root,
          rule: `gives ${path} to two stacks, ${other} and ${stack}`,
          fix: "give each its own root with --out <dir>/{stack}, or its own flux.path, namespace or name",
        });
      }
      owners.set(file, stack);
    }
  }
}
