import { type StructuredPatchHunk, structuredPatch } from "diff";

/** Lines that a change adds and removes, as `git diff --stat` counts them. */
export interface LineCounts {
  readonly added: number;
  readonly removed: number;
}

const CONTEXT_LINES = 3;
/** Beyond this many changed lines the shortest diff costs seconds, and nobody reads it. */
const MOST_EDITS = 1000;
const NO_FINAL_LINE_FEED = "\\ No newline at end of file";

/**
 * The change of one file as `diff -u` and `git apply` know it; empty where nothing differs.
 * @param before the old text; undefined for a new file
 * @param after the new text; undefined for a removed file
 */
export function unifiedDiff(before: string | undefined, after: string | undefined, path: string): string {
  if (before === after) return "";
  const from = before === undefined ? "/dev/null" : `a/${path}`;
  const to = after === undefined ? "/dev/null" : `b/${path}`;
  if (isBinary(before) || isBinary(after)) return `Binary files ${from} and ${to} differ\n`;
  const hunks = hunksOf(before ?? "", after ?? "");
  if (hunks.length === 0) return "";
  const body = hunks.flatMap((hunk) => [hunkHeader(hunk), ...hunk.lines]);
  return `${[`--- ${from}`, `+++ ${to}`, ...body].join("\n")}\n`;
}

/** Counts the lines of `unifiedDiff` without its headers. */
export function countLines(before: string | undefined, after: string | undefined): LineCounts {
  if (before === after || isBinary(before) || isBinary(after)) return { added: 0, removed: 0 };
  const lines = hunksOf(before ?? "", after ?? "").flatMap((hunk) => hunk.lines);
  return {
    added: lines.filter((line) => line.startsWith("+")).length,
    removed: lines.filter((line) => line.startsWith("-")).length,
  };
}

function isBinary(text: string | undefined): boolean {
  return text?.includes("\0") ?? false;
}

function hunksOf(before: string, after: string): StructuredPatchHunk[] {
  const options = { context: CONTEXT_LINES, maxEditLength: MOST_EDITS };
  return structuredPatch("", "", before, after, "", "", options)?.hunks ?? [wholeFile(before, after)];
}

/** Every old line removed and every new one added. */
function wholeFile(before: string, after: string): StructuredPatchHunk {
  const removed = splitLines(before);
  const added = splitLines(after);
  const lines = [...marked("-", removed, before), ...marked("+", added, after)];
  return { oldStart: 1, oldLines: removed.length, newStart: 1, newLines: added.length, lines };
}

function splitLines(text: string): string[] {
  const lines = text.split("\n");
  return lines.at(-1) === "" ? lines.slice(0, -1) : lines;
}

function marked(mark: "-" | "+", lines: readonly string[], text: string): string[] {
  const result = lines.map((line) => mark + line);
  return text === "" || text.endsWith("\n") ? result : [...result, NO_FINAL_LINE_FEED];
}

function hunkHeader({ oldStart, oldLines, newStart, newLines }: StructuredPatchHunk): string {
  return `@@ -${range(oldStart, oldLines)} +${range(newStart, newLines)} @@`;
}

/** An empty range names the line before it, and a count of 1 is left out. */
function range(start: number, count: number): string {
  if (count === 1) return `${start}`;
  return count === 0 ? `${start - 1},0` : `${start},${count}`;
}
