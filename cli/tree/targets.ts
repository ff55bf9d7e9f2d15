import { join } from "node:path";
import { formatProblem, InputError, inputError, type Problem, settleAll } from "../../common/problem";
import { loadStack, stacksOf } from "../../config/read/load";
import type { Settings } from "../../config/schema/settings";
import { carriedSecrets } from "../../manifests/carried-secrets";
import { manifestProblems } from "../../manifests/problems";
import type { RenderedFile } from "../../render/file";
import { renderTree } from "../../render/tree";
import { type App, clashProblems } from "../../repository/landing/clashes";
import { lookAround, type Unlisted, unlistedProblem } from "../../repository/landing/look";
import type { Repository } from "../../repository/secrets/existing";
import { refuseUnsafeRoot } from "../../repository/write";
import type { TreeOptions } from "../options";

/** A stack, what it renders, and the repository that it goes to. */
export interface Target {
  readonly stack: string;
  readonly settings: Settings;
  readonly root: string;
  readonly files: readonly RenderedFile[];
  /** Kustomizations of the repository that do not list what is rendered. */
  readonly unlisted: readonly Unlisted[];
  /** Of the encryption. */
  readonly warnings: readonly Problem[];
}

/**
 * Reads and renders every stack that the options name, before anything is written.
 * Warnings go to stderr. @throws InputError with the problems of all stacks
 */
export async function targets(options: TreeOptions, packageRoot: string): Promise<Target[]> {
  const { out = "" } = options;
  const stacks = loadStacks(options, out === "" ? [NO_OUT] : []);
  const rendered = await settleAll(
    stacks.map(async (each) => {
      const target = targetOf(each, out.replaceAll("{stack}", each.stack), packageRoot);
      return target.catch((error: unknown) => throwNaming(each.stack, stacks.length, error));
    }),
  );
  for (const { warnings } of rendered)
    for (const warning of warnings) process.stderr.write(`${formatProblem(warning)}\n`);
  refuseSharedPaths(rendered);
  refuseClashes(rendered);
  return rendered;
}

async function targetOf(
  { stack, settings }: Pick<Target, "stack" | "settings">,
  root: string,
  packageRoot: string,
): Promise<Target> {
  refuseUnsafeRoot(root, packageRoot);
  const { unlisted, errors } = lookAround(root, settings, stack);
  if (errors.length > 0) throw new InputError(errors);
  return { stack, settings, root, unlisted, ...(await render(settings, { root, owner: stack })) };
}

/** Says on stderr where the repository's own kustomizations keep Flux from what is rendered. */
export function warnUnlisted({ unlisted }: Pick<Target, "unlisted">): void {
  for (const each of unlisted) process.stderr.write(`${formatProblem(unlistedProblem(each))}\n`);
}

/** Encryption is loaded only by those who have something to encrypt. */
async function render(
  settings: Settings,
  repository: Repository,
): Promise<Pick<Target, "files" | "warnings">> {
  const secrets = carriedSecrets(settings);
  if (secrets.length === 0) return { files: renderTree(settings), warnings: [] };
  const { sealSecret } = await import("../../repository/secrets/seal.js");
  const { valuesFromEnvironment } = await import("../../repository/secrets/values.js");
  const sealed = await settleAll(
    secrets.map((secret) =>
      sealSecret(secret, settings, repository, valuesFromEnvironment(secret, settings, process.env)),
    ),
  );
  return { files: renderTree(settings, sealed), warnings: sealed.flatMap(({ warnings }) => warnings) };
}

const NO_OUT: Problem = {
  severity: "error",
  key: "--out",
  rule: "is missing",
  fix: "name the repository's root, such as ../home-ops",
};

const NO_STACK: Problem = {
  severity: "error",
  key: "--stack",
  rule: "is missing",
  fix: "name a stack, such as --stack homecluster, or --all-stacks",
};

/**
 * The settings of every stack that the options name. Warnings go to stderr.
 * @param wrongOptions what else is wrong, told with the problems of the stacks. @throws InputError
 */
export function loadStacks(
  options: TreeOptions,
  wrongOptions: readonly Problem[] = [],
): { stack: string; settings: Settings }[] {
  const stacks = options.allStacks ? stacksOf(options.cwd) : (options.stack ?? []);
  const problems = [...wrongOptions, ...(stacks.length === 0 ? [NO_STACK] : [])];
  const loaded = stacks.flatMap((name) => {
    try {
      const { settings, warnings } = loadStack(name, options.cwd);
      const clashes = manifestProblems(settings);
      if (clashes.length > 0) throw new InputError(clashes);
      for (const warning of warnings) process.stderr.write(`${formatProblem(warning)}\n`);
      return [{ stack: name.slice(name.lastIndexOf("/") + 1), settings }];
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      problems.push(...naming(name, stacks.length, error.problems));
      return [];
    }
  });
  if (problems.length > 0) throw new InputError(problems);
  return loaded;
}

function throwNaming(stack: string, among: number, error: unknown): never {
  if (!(error instanceof InputError)) throw error;
  throw new InputError(naming(stack, among, error.problems));
}

/** Among several stacks a problem says whose it is. */
function naming(stack: string, among: number, problems: readonly Problem[]): Problem[] {
  return problems.map((problem) => (among > 1 ? { ...problem, key: `${stack}: ${problem.key}` } : problem));
}

/** @throws InputError where two stacks bring the same object into one cluster */
export function refuseClashes(apps: readonly App[]): void {
  const problems = clashProblems(apps);
  if (problems.length > 0) throw new InputError(problems);
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
