import type { RenderedFile } from "../file";
import { nodeDeps, type WriterDeps } from "./deps";
import { explainFailure } from "./failures";
import { checkPaths, foldCase } from "./path-rules";
import { locate, sha256 } from "./paths";
import { type PlanContext, planFile, planStale } from "./plan-file";
import { addOwned, checkOwner, formatRecord, type Ownership } from "./record";
import { resolveRoot } from "./root";
import { findTemporaries, readState } from "./state";

/**
 * What a run does with one path. `adopt`: the bytes on disk equal ours, and the record takes them in.
 * `prune`: ours, and no longer rendered.
 */
export type Action = "create" | "update" | "unchanged" | "prune" | "adopt" | "conflict";

export interface PlannedFile {
  readonly path: string;
  readonly action: Action;
  /** Of a conflict: the rule that stops the run, as a sentence without subject, and the way out. */
  readonly reason?: string;
  readonly fix?: string;
  /** The text on disk and the text rendered, for the diff; absent where there is none or nothing differs. */
  readonly before?: string;
  readonly after?: string;
  /** SHA-256 of the bytes on disk, checked again before they are replaced or removed. */
  readonly beforeHash?: string;
}

export interface PlanOptions {
  /** Whose files these are, normally the name of the stack. */
  readonly owner: string;
  /** Overwrites and prunes files of ours that a person edited. Never touches files of others. */
  readonly force?: boolean;
  /** For tests; Node's own by default. */
  readonly deps?: WriterDeps;
}

export interface Plan {
  /** The root as the user gave it, for messages, and as the disk has it. */
  readonly root: string;
  readonly realRoot: string;
  readonly rendered: readonly RenderedFile[];
  readonly options: PlanOptions;
  /** Sorted by path. */
  readonly files: readonly PlannedFile[];
  /** The record when the plan is done, and all that counts as ours until then; empty texts mean no file. */
  readonly record: string;
  readonly intent: string;
  /** Anything to do, the record and the remains of a dead run included. False: a run writes nothing. */
  readonly pending: boolean;
  readonly interrupted: boolean;
  /** Absolute paths of temporary files of dead runs. */
  readonly leftovers: readonly string[];
  /** Paths of ours that are gone from disk; folders that they leave empty are removed. */
  readonly gone: readonly string[];
}

/**
 * Compares a rendering with the tree on disk. Reads only.
 * Throws an InputError for unusable paths, a root that is no folder, or a record that can't be read.
 */
export function planTree(root: string, rendered: readonly RenderedFile[], options: PlanOptions): Plan {
  const deps = options.deps ?? nodeDeps;
  checkOwner(options.owner);
  checkPaths(rendered);
  const realRoot = resolveRoot(deps, root);
  const state = explainFailure(root, () => readState(deps, realRoot, options.owner));
  const names = new Set(rendered.map((file) => file.path));
  const stale = [...state.ours.keys()].filter((path) => !names.has(path) && !state.others.has(path));
  const renamed = findRenamed(deps, realRoot, rendered, stale);
  const force = options.force ?? false;
  const context = {
    deps,
    root: realRoot,
    force,
    state,
    seen: new Map(),
    prunable: new Set<string>(),
    renamed,
  };
  const pruned = stale.map((path) => planStale(context, path));
  const written = rendered.map((file) => planFile(context, file));
  const files = [...written, ...pruned].filter((file) => file !== undefined).sort(byPath);
  return finishPlan(root, rendered, options, context, files, stale);
}

function finishPlan(
  root: string,
  rendered: readonly RenderedFile[],
  options: PlanOptions,
  context: PlanContext,
  files: readonly PlannedFile[],
  stale: readonly string[],
): Plan {
  const { deps, state, root: realRoot } = context;
  const target: Ownership = new Map();
  for (const file of rendered) addOwned(target, file.path, sha256(deps, file.content));
  const record = formatRecord(target);
  for (const { path, beforeHash } of files) {
    if (beforeHash && state.ours.get(path)?.has(beforeHash)) addOwned(target, path, beforeHash);
  }
  const present = new Set(files.map((file) => file.path));
  const leftovers = state.interrupted ? findLeftovers(context, rendered) : [];
  const settled = files.every((file) => file.action === "unchanged") && (state.recordText ?? "") === record;
  return {
    root,
    realRoot,
    rendered,
    options,
    files,
    record,
    intent: formatRecord(target),
    pending: !settled || state.interrupted,
    interrupted: state.interrupted,
    leftovers,
    gone: stale.filter((path) => !present.has(path)),
  };
}

/**
 * Rendered paths that name the same file as a stale one, because the file system ignores case.
 * They are made anew once the stale name is removed.
 */
function findRenamed(
  deps: WriterDeps,
  root: string,
  rendered: readonly RenderedFile[],
  stale: readonly string[],
): Set<string> {
  const folded = new Map(stale.map((path) => [foldCase(path), path]));
  const inode = (path: string) =>
    deps.fs.lstatSync(deps.path.join(root, path), { throwIfNoEntry: false })?.ino;
  const isRenamed = (path: string) => {
    const twin = folded.get(foldCase(path));
    return twin !== undefined && inode(twin) !== undefined && inode(twin) === inode(path);
  };
  return new Set(rendered.map((file) => file.path).filter(isRenamed));
}

function byPath(a: PlannedFile, b: PlannedFile): number {
  return a.path < b.path ? -1 : 1;
}

function findLeftovers(context: PlanContext, rendered: readonly RenderedFile[]): string[] {
  const { deps, root, state, seen } = context;
  const paths = new Set([...state.ours.keys(), ...rendered.map((file) => file.path)]);
  const reachable = [...paths]
    .map((path) => locate(deps, root, path, seen))
    .filter((each) => !each.blockedBy);
  return [
    ...state.leftovers.map((path) => deps.path.join(root, path)),
    ...findTemporaries(
      deps,
      reachable.map((each) => each.absolute),
    ),
  ];
}
