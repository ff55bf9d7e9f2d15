import { describe, expect, it } from "vitest";
import {
  formatChange,
  formatDiff,
  formatSummary,
  hasDrift,
  planTree,
  treeReport,
  writeTree,
} from "../../../../repository/write";
import { put, rendered, scratch } from "./scratch";

const owner = "homecluster";
const OLD = { "a.yaml": "1\n2\n3\n", "gone.yaml": "x\n", "same.yaml": "s\n" };
const NEW = { "a.yaml": "1\ntwo\n3\n4\n", "new.yaml": "n\n", "same.yaml": "s\n", "theirs.yaml": "ours\n" };

/** One file of each action; `theirs.yaml` is a conflict. */
function plan() {
  const root = scratch();
  writeTree(root, rendered(OLD), { owner });
  put(root, "theirs.yaml", "theirs\n");
  return planTree(root, rendered(NEW), { owner });
}

describe("the report for machines", () => {
  it("counts every action and lists what is not unchanged", () => {
    const tree = plan();
    expect(treeReport(tree)).toEqual({
      root: tree.root,
      owner,
      drift: true,
      summary: { create: 1, update: 1, prune: 1, adopt: 0, unchanged: 1, conflict: 1 },
      files: [
        { path: "a.yaml", action: "update", added: 2, removed: 1 },
        { path: "gone.yaml", action: "prune", added: 0, removed: 1 },
        { path: "new.yaml", action: "create", added: 1, removed: 0 },
        {
          path: "theirs.yaml",
          action: "conflict",
          added: 1,
          removed: 1,
          reason: "is not ours (it is in no record) and holds something else",
          fix: "remove or rename it; --force does not touch files of others",
        },
      ],
    });
  });

  it("carries the diffs where they are asked for", () => {
    expect(treeReport(plan(), { diff: true }).files[2]?.diff).toBe(
      "--- /dev/null\n+++ b/new.yaml\n@@ -0,0 +1 @@\n+n\n",
    );
  });
});

describe("drift", () => {
  it("is none where the files are equal, a lost record included", () => {
    const root = scratch();
    for (const [name, content] of Object.entries(NEW)) put(root, name, content);
    expect(hasDrift(planTree(root, rendered(NEW), { owner }))).toBe(false);
  });

  it.each([
    ["a missing file", {}, NEW],
    ["another text", { ...NEW, "new.yaml": "other\n" }, NEW],
  ])("is %s", (_what, onDisk, files) => {
    const root = scratch();
    for (const [name, content] of Object.entries(onDisk)) put(root, name, content);
    expect(hasDrift(planTree(root, rendered(files), { owner }))).toBe(true);
  });
});

describe("the text for people", () => {
  it("has one line a changed file with its counts", () => {
    expect(plan().files.map((file) => formatChange(file))).toEqual([
      "updated a.yaml +2 -1",
      "pruned gone.yaml -1",
      "created new.yaml +1",
      "unchanged same.yaml",
      "refused theirs.yaml +1 -1",
    ]);
  });

  it("sums up in one line, and says where it was a dry run", () => {
    const root = scratch();
    const dry = writeTree(root, rendered(OLD), { owner, dryRun: true });
    expect(formatSummary(dry)).toBe(`homecluster: 3 created in ${root} (dry run: nothing was written)`);
    writeTree(root, rendered(OLD), { owner });
    expect(formatSummary(writeTree(root, rendered(OLD), { owner }))).toBe(
      `homecluster: 3 unchanged in ${root}`,
    );
  });

  it("shows no escapes of a terminal that stand in a file, and keeps them in a diff for `patch`", () => {
    const root = scratch();
    put(root, "theirs.yaml", "a: \u001b[2J\u009b2J\n");
    const tree = planTree(root, rendered({ "theirs.yaml": "a: 1\n" }), { owner });
    expect(formatDiff(tree)).toContain("-a: \u001b[2J\u009b2J\n");
    expect(formatDiff(tree, { colour: true })).toContain("-a: \\x1b[2J\\x9b2J");
  });

  it("shows the diffs of all files, coloured only where it is asked for", () => {
    const tree = plan();
    const plain = formatDiff(tree);
    expect(plain).toContain("--- a/a.yaml\n+++ b/a.yaml\n@@ -1,3 +1,4 @@\n 1\n-2\n+two\n 3\n+4\n");
    expect(plain).toContain("--- a/gone.yaml\n+++ /dev/null\n");
    expect(plain).not.toContain("\u001b");
    const coloured = formatDiff(tree, { colour: true });
    expect(coloured).toContain("\u001b[31m-2\u001b[39m\n\u001b[32m+two\u001b[39m\n 3\n");
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the colours are what is taken out.
    expect(coloured.replaceAll(/\u001b\[\d+m/g, "")).toBe(plain);
  });
});
