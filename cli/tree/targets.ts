import { join } from "node:path";
import { loadStack, stacksOf } from "../../config/load";
import { formatProblem, InputError, inputError, type Problem } from "../../config/problem";
import type { Settings } from "../../config/settings";
import type { RenderedFile } from "../../render/file";
import { renderTree } from "../../render/tree";
import { refuseUnsafeRoot } from "../../render/write";
import type { TreeOptions } from "../options";

/** A stack, what it renders, and the repository that it goes to. */
export interface Target {
  readonly stack: string;
  readonly settings: Settings;
  readonly root: string;
  readonly files: readonly RenderedFile[];
}

/**
 * Reads and renders every stack that the options name, before anything is written.
 * Warnings go to stderr. @throws InputError with the problems of all stacks
 */
export function targets(options: TreeOptions, packageRoot: string): Target[] {
  const out = options.out;
  if (!out)
    throw inputError({
      key: "--out",
      rule: "is missing",
      fix: "name the repository's root, such as ../home-ops",
    });
  const rendered = loadStacks(options).map(({ stack, settings }) => {
    const root = out.replaceAll("{stack}", stack);
    refuseUnsafeRoot(root, packageRoot);
    return { stack, settings, root, files: renderTree(settings) };
  });
  refuseSharedPaths(rendered);
  return rendered;
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
