import { execFileSync } from "node:child_process";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { unifiedDiff } from "../../../../repository/write";
import { countLines } from "../../../../repository/write/unified-diff";
import { put, read, scratch } from "./scratch";

const text = fc
  .tuple(fc.array(fc.constantFrom("a", "b", "c: 1", "- d", "", "é"), { maxLength: 30 }), fc.boolean())
  .map(([lines, final]) => lines.join("\n") + (final && lines.length > 0 ? "\n" : ""));

/** Applies a diff with git, which refuses what is not well formed. */
function gitApply(before: string, diff: string): string {
  const folder = scratch();
  put(folder, "f.yaml", before);
  execFileSync("git", ["apply", "--unidiff-zero", "-"], { cwd: folder, input: diff, stdio: "pipe" });
  return read(folder, "f.yaml");
}

describe("unifiedDiff", () => {
  it("is what git apply needs to make the new text from the old one", () => {
    const pairs = fc.sample(fc.tuple(text, text), { numRuns: 60, seed: 1 });
    for (const [before, after] of pairs) {
      if (before === after || before === "" || after === "") continue;
      expect(gitApply(before, unifiedDiff(before, after, "f.yaml"))).toBe(after);
    }
  });

  it("shows three lines of context", () => {
    const before = "1\n2\n3\n4\n5\n6\n7\n8\n9\n";
    expect(unifiedDiff(before, before.replace("5", "five"), "a/ks.yaml")).toBe(
      "--- a/a/ks.yaml\n+++ b/a/ks.yaml\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n",
    );
  });

  it("names /dev/null for new and removed files", () => {
    expect(unifiedDiff(undefined, "a\nb\n", "f")).toBe("--- /dev/null\n+++ b/f\n@@ -0,0 +1,2 @@\n+a\n+b\n");
    expect(unifiedDiff("a\n", undefined, "f")).toBe("--- a/f\n+++ /dev/null\n@@ -1 +0,0 @@\n-a\n");
  });

  it("is empty where nothing differs", () => {
    expect(unifiedDiff("a\n", "a\n", "f")).toBe("");
  });

  it("shows a change of line endings", () => {
    expect(countLines("a\r\nb\r\n", "a\nb\n")).toEqual({ added: 2, removed: 2 });
  });

  it("does not print binary files", () => {
    expect(unifiedDiff("\0", "a\n", "f")).toBe("Binary files a/f and b/f differ\n");
  });

  it("replaces the whole text where too much differs for the shortest diff", () => {
    const before = Array.from({ length: 3000 }, (_, line) => `old ${line}`).join("\n");
    const after = Array.from({ length: 3000 }, (_, line) => `new ${line}\n`).join("");
    expect(countLines(before, after)).toEqual({ added: 3000, removed: 3000 });
    expect(gitApply(before, unifiedDiff(before, after, "f.yaml"))).toBe(after);
  });
});
