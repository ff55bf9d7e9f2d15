import { type Colour, paint } from "../../common/colour";
import { printable, printableLines } from "../../common/printable";
import type { WriteResult } from "./apply";
import type { Plan } from "./plan";
import type { Action, PlannedFile } from "./planned-file";
import { shownTexts } from "./sealed-text";
import { countLines, unifiedDiff } from "./unified-diff";

export interface PrintOptions {
  /** Colours for a terminal; off by default. `takesColour` tells whether the stream takes them. */
  readonly colour?: boolean;
}

/** The result of a run or a comparison, for `--json`. Its keys are an interface: add, never rename. */
export interface TreeReport {
  readonly root: string;
  readonly owner: string;
  /** True where the tree on disk is not what the settings render. */
  readonly drift: boolean;
  /** Files for each action; every action is there, with 0 too. */
  readonly summary: Readonly<Record<Action, number>>;
  /** What is not `unchanged`, sorted by path. */
  readonly files: readonly FileReport[];
}

export interface FileReport {
  readonly path: string;
  readonly action: Action;
  readonly added: number;
  readonly removed: number;
  readonly reason?: string;
  readonly fix?: string;
  /** Unified diff from the disk to the rendering; only where it was asked for and something differs. */
  readonly diff?: string;
}

const DRIFT: readonly Action[] = ["create", "update", "prune", "conflict"];

const DONE: Readonly<Record<Action, string>> = {
  create: "created",
  update: "updated",
  prune: "pruned",
  adopt: "adopted",
  unchanged: "unchanged",
  conflict: "refused",
};

const ACTION_COLOUR: Readonly<Record<Action, Colour>> = {
  create: "green",
  update: "yellow",
  prune: "red",
  adopt: "cyan",
  unchanged: "cyan",
  conflict: "red",
};

/**
 * True where the files on disk differ from the rendering, for the exit code of `kokoro check`.
 * A missing or old record alone is no drift: the files are what Flux reads.
 */
export function hasDrift(tree: Pick<Plan, "files">): boolean {
  return tree.files.some((file) => DRIFT.includes(file.action));
}

/** Counts the files of each action. */
export function countActions(files: readonly PlannedFile[]): Record<Action, number> {
  const counts = { create: 0, update: 0, prune: 0, adopt: 0, unchanged: 0, conflict: 0 };
  for (const file of files) counts[file.action]++;
  return counts;
}

/** A plan or a result in the shape of `--json`. */
export function treeReport(tree: Plan | WriteResult, options: { diff?: boolean } = {}): TreeReport {
  const owner = "owner" in tree ? tree.owner : tree.options.owner;
  const changed = tree.files.filter((file) => file.action !== "unchanged");
  return {
    root: tree.root,
    owner,
    drift: hasDrift(tree),
    summary: countActions(tree.files),
    files: changed.map((file) => fileReport(file, options.diff ?? false)),
  };
}

function fileReport(file: PlannedFile, withDiff: boolean): FileReport {
  const diff = withDiff ? diffOf(file) : "";
  return {
    path: file.path,
    action: file.action,
    ...countLines(file.before, file.after),
    ...(file.reason !== undefined && { reason: file.reason }),
    ...(file.fix !== undefined && { fix: file.fix }),
    ...(diff !== "" && { diff }),
  };
}

/** `updated kubernetes/apps/ai-services/kokoro-api/ks.yaml +2 -1`, without a line feed. */
export function formatChange(file: PlannedFile, options: PrintOptions = {}): string {
  const { added, removed } = countLines(file.before, file.after);
  const style = options.colour ? paint : (text: string) => text;
  const action = style(DONE[file.action], ACTION_COLOUR[file.action]);
  const counts = [added > 0 && style(`+${added}`, "green"), removed > 0 && style(`-${removed}`, "red")];
  return [action, printable(file.path), ...counts].filter(Boolean).join(" ");
}

/** `homecluster: 2 created, 1 updated, 12 unchanged in ./rendered`, without a line feed. */
export function formatSummary(result: WriteResult): string {
  const counts = countActions(result.files);
  const parts = (Object.keys(DONE) as Action[])
    .filter((action) => counts[action] > 0)
    .map((action) => `${counts[action]} ${DONE[action]}`);
  const note = result.dryRun ? " (dry run: nothing was written)" : "";
  return `${result.owner}: ${parts.join(", ") || "no files"} in ${result.root}${note}`;
}

/**
 * The unified diffs from the disk to the rendering, for `kokoro diff`; empty where nothing differs. In colour they are
 * for a terminal, which must not obey what somebody wrote into a file; without, byte by byte for `patch`.
 */
export function formatDiff(tree: Pick<Plan, "files">, options: PrintOptions = {}): string {
  const diffs = tree.files.map(diffOf).join("");
  if (!options.colour) return diffs;
  return diffs
    .split("\n")
    .map((line) => paintDiffLine(printableLines(line)))
    .join("\n");
}

/** The only way from a file's text to somebody's eyes: a value in clear does not come through. */
function diffOf({ path, before, after }: PlannedFile): string {
  const shown = shownTexts(path, before, after);
  if (shown) return unifiedDiff(shown.before, shown.after, path);
  return `Files a/${path} and b/${path} differ; what differs may be a secret in clear and is not shown\n`;
}

function paintDiffLine(line: string): string {
  if (/^(---|\+\+\+) /.test(line)) return paint(line, "bold");
  if (line.startsWith("@@")) return paint(line, "cyan");
  if (line.startsWith("+")) return paint(line, "green");
  return line.startsWith("-") ? paint(line, "red") : line;
}
