/** The only code that writes a GitOps tree, and the comparison that `check` and `diff` print. */

export { type FileSystem, nodeDeps, type WriterDeps } from "../../common/files/deps";
export { assertInsideRoot, readIfRegular } from "../../common/files/paths";
export { removeIfOurs, writeFileAtomic } from "../../common/files/primitives";
export {
  applyPlan,
  conflictProblems,
  TreeConflict,
  type WriteOptions,
  type WriteResult,
  writeTree,
} from "./apply";
export { type Plan, type PlanOptions, planTree } from "./plan";
export type { Action, PlannedFile } from "./planned-file";
export {
  countActions,
  type FileReport,
  formatChange,
  formatDiff,
  formatSummary,
  hasDrift,
  type PrintOptions,
  type TreeReport,
  treeReport,
} from "./report";
export { refuseUnsafeRoot } from "./root";
export type { ApplyOptions } from "./run";
export { unifiedDiff } from "./unified-diff";
