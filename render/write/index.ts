/** The only code that writes a GitOps tree, and the comparison that `check` and `diff` print. */
export {
  type ApplyOptions,
  applyPlan,
  conflictProblems,
  type WriteOptions,
  type WriteResult,
  writeTree,
} from "./apply";
export { type FileSystem, nodeDeps, type WriterDeps } from "./deps";
export { type Action, type Plan, type PlannedFile, type PlanOptions, planTree } from "./plan";
export { assertInsideRoot, readIfRegular, removeIfOurs, writeFileAtomic } from "./primitives";
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
export { unifiedDiff } from "./unified-diff";
