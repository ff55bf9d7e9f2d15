import { structuredPatch } from "diff";

/** Lines that a change adds and removes, as `git diff --stat` counts them. */
export interface LineCounts {
  readonly added: number;
  readonly removed: number;
}

const CONTEXT_LINES = 3;

/**
 * The change of one file as `diff -u` and `git apply` know it; empty where nothing differs.
 * @param before the old text; undefined for a new file
 * @param after the new text; undefined for a removed file
 */
export function unifiedDiff(before: string | undefined, after: string | undefined, path: string): string {
  const hunks = hunksOf(before, after, path);
  if (hunks.length === 0) return "";
  const lines = [
    before === undefined ? "--- /dev/null" : `--- a/${path}`,
    after === undefined ? "+++ /dev/null" : `+++ b/${path}`,
  ];
  for (const { oldStart, oldLines, newStart, newLines, lines: body } of hunks) {
    lines.push(`@@ -${range(oldStart, oldLines)} +${range(newStart, newLines)} @@`, ...body);
  }
  return `${lines.join("\n")}\n`;
}

/** Counts the lines of `unifiedDiff` without its headers. */
export function countLines(before: string | undefined, after: string | undefined): LineCounts {
  const lines = hunksOf(before, after, "").flatMap((hunk) => hunk.lines);
  return {
    added: lines.filter((line) => line.startsWith("+")).length,
    removed: lines.filter((line) => line.startsWith("-")).length,
  };
}

function hunksOf(before: string | undefined, after: string | undefined, path: string) {
  return structuredPatch(path, path, before ?? "", after ?? "", "", "", { context: CONTEXT_LINES }).hunks;
}

function range(start: number, count: number): string {
  return count === 1 ? `${start}` : `${start},${count}`;
}
