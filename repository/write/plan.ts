import { nodeDeps, type WriterDeps } from "../../common/files/deps";
import { explainFailure } from "../../common/files/failures";
import { kindOf, locate, sha256 } from "../../common/files/paths";
import { temporaryPath } from "../../common/files/primitives";
import type { RenderedFile } from "../../render/file";
import { checkPaths, foldCase } from "./path-rules";
import { type PlanContext, planFile, planStale } from "./plan-file";
import type { PlannedFile } from "./planned-file";
import { addOwned, checkOwner, formatRecord, type Ownership } from "./record";
import { resolveRoot } from "./root";
import { readState } from "./state";

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
  /** An earlier run did not end, and its intent counts until this one is done. */
  readonly unfinished: boolean;
  /** Absolute paths of temporary files of dead runs. */
  readonly leftovers: readonly string[];
  /** Folders (relative) that hold nothing once stale files are gone, and where a file has to be. */
  readonly emptied: readonly string[];
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
  const context: PlanContext = {
    deps,
    root: realRoot,
    force: options.force ?? false,
    state,
    seen: new Map(),
    leftovers: new Set(),
    prunable: new Set(),
    emptied: new Set(),
    renamed: findRenamed(deps, realRoot, rendered, stale),
  };
  explainFailure(root, () => addLeftovers(context, rendered));
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
  // Nothing is forgotten before the run is done, the folders of files that are already gone included.
  for (const [path, hashes] of state.ours) for (const hash of hashes) addOwned(target, path, hash);
  const present = new Set(files.map((file) => file.path));
  const settled = files.every((file) => file.action === "unchanged") && (state.recordText ?? "") === record;
  return {
    root,
    realRoot,
    rendered,
    options,
    files,
    record,
    intent: formatRecord(target),
    pending: !settled || state.remains,
    unfinished: state.unfinished,
    leftovers: [...context.leftovers],
    emptied: [...context.emptied],
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

function addLeftovers(context: PlanContext, rendered: readonly RenderedFile[]): void {
  const { deps, root, state, seen, leftovers } = context;
  for (const path of state.leftovers) leftovers.add(deps.path.join(root, path));
  if (!state.unfinished) return;
  const paths = new Set([...state.ours.keys(), ...rendered.map((file) => file.path)]);
  const reachable = [...paths]
    .map((path) => locate(deps, root, path, seen))
    .filter((each) => !each.blockedBy);
  for (const { absolute } of reachable) {
    const temporary = temporaryPath(deps, absolute);
    if (kindOf(deps, temporary) === "file") leftovers.add(temporary);
  }
}
