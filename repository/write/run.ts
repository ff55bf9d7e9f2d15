import * as path from "node:path";
import type { WriterDeps } from "../../common/files/deps";
import { explainFailure } from "../../common/files/failures";
import { kindOf, locate, sha256 } from "../../common/files/paths";
import {
  makeFolders,
  removeEmptyFolders,
  removeEmptyTree,
  removeFolders,
  removeIfOurs,
  removeIfThere,
  stageFile,
  syncFolder,
  writeFileAtomic,
} from "../../common/files/primitives";
import { type InputError, inputError } from "../../common/problem";
import { foldCase, parentsOf } from "./path-rules";
import type { Plan } from "./plan";
import type { PlannedFile } from "./planned-file";
import { recordFiles } from "./state";

export interface ApplyOptions {
  /** Called for each file once it is written or removed; adopted and unchanged files are not told. */
  readonly onChange?: (file: PlannedFile) => void;
}

/** Absolute paths of what staging made, so that a failure can take it away again. */
interface Staged {
  readonly folders: string[];
  readonly temporaries: Map<PlannedFile | "record", string>;
}

/**
 * Does what a plan without conflicts says, in the order of docs/adr/0004-crash-safety.md: intent, staging of
 * everything, then renames and removals, then the record. Only for the holder of the lock.
 */
export function runLocked(deps: WriterDeps, plan: Plan, options: ApplyOptions): void {
  const files = recordFiles(deps, plan.realRoot, plan.options.owner);
  for (const leftover of plan.leftovers) explainFailure(leftover, () => removeIfThere(deps, leftover));
  const staged: Staged = { folders: [], temporaries: new Map() };
  const isObstacle = obstacles(plan);
  const early = plan.files.filter((file) => file.action === "prune" && isObstacle(file));
  try {
    explainFailure(files.next, () => writeFileAtomic(deps, files.next, plan.intent));
    checkPrunable(deps, plan);
    for (const file of early) prune(deps, plan, file, options);
    for (const folder of plan.emptied) removeEmptyTree(deps, path.join(plan.realRoot, folder));
    stage(deps, plan, staged, files.record);
  } catch (error) {
    discard(deps, staged);
    if (!plan.unfinished && early.length + plan.emptied.length === 0) removeIfThere(deps, files.next);
    throw error;
  }
  try {
    commit(deps, plan, staged, options, new Set(early));
    commitRecord(deps, staged, files);
  } catch (error) {
    // What is renamed stays, and the intent with it, so that the next run knows these files as ours.
    discard(deps, staged);
    throw error;
  }
}

function discard(deps: WriterDeps, staged: Staged): void {
  for (const temporary of staged.temporaries.values()) removeIfThere(deps, temporary);
  removeFolders(deps, staged.folders);
}

/** Tells the stale files that a rendered path must have out of its way before it can be staged. */
function obstacles(plan: Plan): (file: PlannedFile) => boolean {
  const rendered = plan.rendered.map((file) => foldCase(file.path));
  const files = new Set(rendered);
  const folders = new Set(rendered.flatMap(parentsOf));
  return ({ path: name }) => {
    const stale = foldCase(name);
    return files.has(stale) || folders.has(stale) || parentsOf(stale).some((parent) => files.has(parent));
  };
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
      refuseLateEdit(deps, plan, file);
      staged.folders.push(...makeFolders(deps, path.dirname(absolute)));
      kindOf(deps, absolute); // Fails here rather than at the rename where the name is too long.
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
    const temporary = staged.temporaries.get(file);
    if (temporary === undefined) continue;
    const absolute = path.join(plan.realRoot, file.path);
    explainFailure(shown(plan, file.path), () => {
      refuseLateEdit(deps, plan, file);
      deps.fs.renameSync(temporary, absolute);
    });
    folders.add(path.dirname(absolute));
    options.onChange?.(file);
  }
  for (const folder of folders) explainFailure(folder, () => syncFolder(deps, folder));
  for (const file of plan.files) {
    if (file.action === "prune" && !pruned.has(file)) prune(deps, plan, file, options);
  }
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
    refuseLateEdit(deps, plan, file);
    removeIfOurs(deps, absolute, [file.beforeHash ?? ""]);
    removeEmptyFolders(deps, plan.realRoot, path.dirname(absolute));
  });
  options.onChange?.(file);
}

/**
 * A look before staging, and one before the rename or the removal: since the plan was made, somebody may have
 * saved the file, or put a symlink in the place of its folder.
 */
function refuseLateEdit(deps: WriterDeps, plan: Plan, file: PlannedFile): void {
  const { kind, blockedBy, absolute } = locate(deps, plan.realRoot, file.path);
  const hash = kind === "file" ? sha256(deps, deps.fs.readFileSync(absolute)) : undefined;
  const isAsPlanned = !blockedBy && (kind === "file" || kind === "absent") && hash === file.beforeHash;
  if (!isAsPlanned) throw lateEdit(plan, file);
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
