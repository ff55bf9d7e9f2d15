import * as path from "node:path";
import { nodeDeps } from "../../common/files/deps";
import { explainFailure } from "../../common/files/failures";
import { removeFolders } from "../../common/files/primitives";
import { InputError, type Problem } from "../../common/problem";
import type { RenderedFile } from "../../render/file";
import { refuseIfLocked, withLock } from "./lock";
import { type Plan, type PlanOptions, planTree } from "./plan";
import type { PlannedFile } from "./planned-file";
import { RECORD_FOLDER } from "./record";
import { type ApplyOptions, runLocked } from "./run";

/** What a run did, or would do in a dry run. */
export interface WriteResult {
  readonly root: string;
  readonly owner: string;
  readonly dryRun: boolean;
  /** Every path of the plan, sorted, the unchanged ones too. */
  readonly files: readonly PlannedFile[];
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
 * Throws before anything is written: a TreeConflict with every conflict, an InputError that names the holder
 * where another run is at work, and one that names the path where the file system fails.
 */
export function applyPlan(plan: Plan, options: ApplyOptions = {}): WriteResult {
  const deps = plan.options.deps ?? nodeDeps;
  return explainFailure(plan.root, () => {
    if (!withoutConflicts(plan).pending) return result(plan, false);
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

/** The conflicts that stop a run; `plan` holds the texts for the diff that the user needs to see. */
export class TreeConflict extends InputError {
  constructor(readonly plan: Plan) {
    super(conflictProblems(plan));
    this.name = "TreeConflict";
  }
}

/** The conflicts of a plan as problems, in the order of their paths. */
export function conflictProblems(plan: Plan): Problem[] {
  return plan.files
    .filter((file) => file.action === "conflict")
    .map(({ path: name, reason = "", fix = "" }) => {
      return { severity: "error", key: path.join(plan.root, name), rule: reason, fix };
    });
}

function refuseConflicts(plan: Plan): void {
  if (plan.files.some((file) => file.action === "conflict")) throw new TreeConflict(plan);
}

/** What looks like a conflict may be another run at work: look twice, and say so where it is still there. */
function withoutConflicts(plan: Plan): Plan {
  if (!plan.files.some((file) => file.action === "conflict")) return plan;
  refuseIfLocked(plan.options.deps ?? nodeDeps, plan.realRoot);
  const again = planTree(plan.root, plan.rendered, plan.options);
  refuseConflicts(again);
  return again;
}
