import * as path from "node:path";
import { InputError, inputError, type Problem } from "../../config/problem";
import type { RenderedFile } from "../file";
import { nodeDeps, type WriterDeps } from "./deps";
import { explainFailure } from "./failures";
import { removeFolders, withLock } from "./lock";
import { type Plan, type PlannedFile, type PlanOptions, planTree } from "./plan";
import {
  makeFolders,
  readIfRegular,
  removeEmptyFolders,
  removeIfOurs,
  removeIfThere,
  sha256,
  stageFile,
  syncFolder,
  writeFileAtomic,
} from "./primitives";
import { RECORD_FOLDER } from "./record";
import { recordFiles } from "./state";

/** What a run did, or would do in a dry run. */
export interface WriteResult {
  readonly root: string;
  readonly owner: string;
  readonly dryRun: boolean;
  /** Every path of the plan, sorted, the unchanged ones too. */
  readonly files: readonly PlannedFile[];
}

export interface ApplyOptions {
  /** Called for each file once it is written or removed; adopted and unchanged files are not told. */
  readonly onChange?: (file: PlannedFile) => void;
}

export interface WriteOptions extends PlanOptions, ApplyOptions {
  /** Reads and compares only. Conflicts are errors all the same. */
  readonly dryRun?: boolean;
}

/** Plans and applies. Throws as `planTree` and `applyPlan` do. */
export function writeTree(root: string, files: readonly RenderedFile[], options: WriteOptions): WriteResult {
  const { dryRun = false, onChange, ...planOptions } = options;
  const plan = planTree(root, files, planOptions);
  if (!dryRun) return applyPlan(plan, onChange ? { onChange } : {});
  refuseConflicts(plan);
  return result(plan, true);
}

/**
 * Brings a tree to what its plan says, so that any crash leaves what the next run completes
 * (docs/adr/0004-crash-safety.md). Writes nothing at all where nothing has to change.
 * Throws an InputError with every conflict before anything is written, one that names the holder where
 * another run is at work, and one that names the path where the file system fails.
 */
export function applyPlan(plan: Plan, options: ApplyOptions = {}): WriteResult {
  refuseConflicts(plan);
  if (!plan.pending) return result(plan, false);
  const deps = plan.options.deps ?? nodeDeps;
  return explainFailure(plan.root, () => {
    const done = withLock(deps, plan.realRoot, plan.options.owner, () => {
      const fresh = planTree(plan.root, plan.rendered, plan.options);
      refuseConflicts(fresh);
      runLocked(deps, fresh, options);
      return fresh;
    });
    if (done.record === "") removeFolders(deps, [path.join(plan.realRoot, RECORD_FOLDER)]);
    return result(done, false);
  });
}

function result(plan: Plan, dryRun: boolean): WriteResult {
  return { root: plan.root, owner: plan.options.owner, dryRun, files: plan.files };
}

/** The conflicts of a plan as problems, in the order of their paths. */
export function conflictProblems(plan: Plan): Problem[] {
  return plan.files
    .filter((file) => file.action === "conflict")
    .map(({ path: key, reason = "", fix = "" }) => ({ severity: "error", key, rule: reason, fix }));
}

function refuseConflicts(plan: Plan): void {
  const problems = conflictProblems(plan);
  if (problems.length > 0) throw new InputError(problems);
}

/** Absolute paths of what staging made, so that a failure can take it away again. */
interface Staged {
  readonly folders: string[];
  readonly temporaries: Map<PlannedFile | "record", string>;
}

function runLocked(deps: WriterDeps, plan: Plan, options: ApplyOptions): void {
  const files = recordFiles(deps, plan.realRoot, plan.options.owner);
  for (const leftover of plan.leftovers) explainFailure(leftover, () => removeIfThere(deps, leftover));
  explainFailure(files.next, () => writeFileAtomic(deps, files.next, plan.intent));
  const staged: Staged = { folders: [], temporaries: new Map() };
  const early = plan.files.filter((file) => file.action === "prune" && isInTheWay(plan, file.path));
  try {
    checkPrunable(deps, plan);
    for (const file of early) prune(deps, plan, file, options);
    stage(deps, plan, staged, files.record);
  } catch (error) {
    for (const temporary of staged.temporaries.values()) removeIfThere(deps, temporary);
    removeFolders(deps, staged.folders);
    if (!plan.interrupted && early.length === 0) removeIfThere(deps, files.next);
    throw error;
  }
  try {
    commit(deps, plan, staged, options, new Set(early));
  } catch (error) {
    // What is renamed stays, and the intent with it, so that the next run knows these files as ours.
    for (const temporary of staged.temporaries.values()) removeIfThere(deps, temporary);
    throw error;
  }
  commitRecord(deps, staged, files);
}

/** A stale file or folder that a rendered path needs to have out of its way before it can be staged. */
function isInTheWay(plan: Plan, stale: string): boolean {
  const folded = stale.toLowerCase();
  return plan.rendered.some(({ path: rendered }) => {
    const other = rendered.toLowerCase();
    return other === folded || other.startsWith(`${folded}/`) || folded.startsWith(`${other}/`);
  });
}

/** Fails before anything is changed where a folder that holds stale files is not writable. */
function checkPrunable(deps: WriterDeps, plan: Plan): void {
  for (const file of plan.files.filter((each) => each.action === "prune")) {
    const folder = path.dirname(path.join(plan.realRoot, file.path));
    explainFailure(shown(plan, file.path), () => deps.fs.accessSync(folder, deps.fs.constants.W_OK));
  }
}

function stage(deps: WriterDeps, plan: Plan, staged: Staged, record: string): void {
  for (const file of plan.files) {
    if (file.action !== "create" && file.action !== "update") continue;
    const absolute = path.join(plan.realRoot, file.path);
    explainFailure(shown(plan, file.path), () => {
      staged.folders.push(...makeFolders(deps, path.dirname(absolute)));
      staged.temporaries.set(file, stageFile(deps, absolute, file.after ?? ""));
    });
  }
  if (plan.record === "") return;
  explainFailure(record, () => staged.temporaries.set("record", stageFile(deps, record, plan.record)));
}

function commit(
  deps: WriterDeps,
  plan: Plan,
  staged: Staged,
  options: ApplyOptions,
  pruned: ReadonlySet<PlannedFile>,
): void {
  const folders = new Set(staged.folders.map((folder) => path.dirname(folder)));
  for (const file of plan.files) {
    if (file.action === "prune" && !pruned.has(file)) prune(deps, plan, file, options);
    const temporary = staged.temporaries.get(file);
    if (temporary === undefined) continue;
    const absolute = path.join(plan.realRoot, file.path);
    explainFailure(shown(plan, file.path), () => {
      refuseLateEdit(deps, plan, file, absolute);
      deps.fs.renameSync(temporary, absolute);
    });
    folders.add(path.dirname(absolute));
    options.onChange?.(file);
  }
  for (const folder of folders) explainFailure(folder, () => syncFolder(deps, folder));
  for (const gone of plan.gone)
    removeEmptyFolders(deps, plan.realRoot, path.dirname(path.join(plan.realRoot, gone)));
}

function commitRecord(deps: WriterDeps, staged: Staged, files: { record: string; next: string }): void {
  const temporary = staged.temporaries.get("record");
  explainFailure(files.record, () => {
    if (temporary === undefined) removeIfThere(deps, files.record);
    else deps.fs.renameSync(temporary, files.record);
    syncFolder(deps, path.dirname(files.record));
    removeIfThere(deps, files.next);
  });
}

function prune(deps: WriterDeps, plan: Plan, file: PlannedFile, options: ApplyOptions): void {
  const absolute = path.join(plan.realRoot, file.path);
  explainFailure(shown(plan, file.path), () => {
    if (removeIfOurs(deps, absolute, [file.beforeHash ?? ""]) === "changed") throw lateEdit(plan, file);
    removeEmptyFolders(deps, plan.realRoot, path.dirname(absolute));
  });
  options.onChange?.(file);
}

/** The last look before a rename: somebody may have saved the file since the plan was made. */
function refuseLateEdit(deps: WriterDeps, plan: Plan, file: PlannedFile, absolute: string): void {
  const content = readIfRegular(deps, absolute);
  const hash = content === undefined ? undefined : sha256(deps, content);
  if (hash !== file.beforeHash) throw lateEdit(plan, file);
}

function lateEdit(plan: Plan, file: PlannedFile): InputError {
  return inputError({
    key: shown(plan, file.path),
    rule: "was changed by somebody else during the run, and was left alone",
    fix: "run again",
  });
}

function shown(plan: Plan, relativePath: string): string {
  return path.join(plan.root, relativePath);
}
