/** The only code that writes a GitOps tree, and the comparison that `check` and `diff` print. */
export {
  applyPlan,
  conflictProblems,
  TreeConflict,
  type WriteOptions,
  type WriteResult,
  writeTree,
} from "./apply";
export { type FileSystem, nodeDeps, type WriterDeps } from "../../common/files/deps";
export { assertInsideRoot, readIfRegular } from "./paths";
export { type Action, type Plan, type PlannedFile, type PlanOptions, planTree } from "./plan";
export { removeIfOurs, writeFileAtomic } from "../../common/files/primitives";
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
