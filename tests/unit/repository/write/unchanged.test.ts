import * as fs from "node:fs";
import * as path from "node:path";
import { describe, expect, it } from "vitest";
import { planTree, writeTree } from "../../../../repository/write";
import { listTree, problemsOf, put, rendered, scratch } from "./scratch";
import { CHANGING, callsOf } from "./watched-fs";

const owner = "homecluster";
const FILES = Object.fromEntries(
  Array.from({ length: 15 }, (_, index) => [
    `apps/ai/kokoro/${index % 3 ? "app/" : ""}f${index}.yaml`,
    `n: ${index}\n`,
  ]),
);

/** Modification times of every file and folder, the root included. */
function times(root: string): Record<string, number> {
  const names = ["", ...Object.keys(listTree(root))];
  return Object.fromEntries(names.map((name) => [name, fs.statSync(path.join(root, name)).mtimeMs]));
}

describe("a run where nothing changes", () => {
  it("changes no byte, no time and leaves no lock", () => {
    const root = scratch();
    writeTree(root, rendered(FILES), { owner });
    const [tree, before] = [listTree(root), times(root)];
    writeTree(root, rendered(FILES), { owner });
    expect(listTree(root)).toEqual(tree);
    expect(times(root)).toEqual(before);
  });

  it("makes no call that changes the disk, and works on a tree that it may only read", () => {
    const root = scratch();
    writeTree(root, rendered(FILES), { owner });
    const calls = callsOf((deps) => writeTree(root, rendered(FILES), { owner, deps }));
    expect(calls.filter((call) => CHANGING.includes(call.name))).toEqual([]);
  });
});

describe("a run where one file changes", () => {
  it("leaves the times of the others", () => {
    const root = scratch();
    writeTree(root, rendered(FILES), { owner });
    const before = times(root);
    writeTree(root, rendered({ ...FILES, "apps/ai/kokoro/f0.yaml": "changed\n" }), { owner });
    const after = times(root);
    const changed = Object.keys(before).filter((name) => before[name] !== after[name]);
    expect(changed.sort()).toEqual([
      ".kokoro/",
      ".kokoro/homecluster.sha256",
      "apps/ai/kokoro/",
      "apps/ai/kokoro/f0.yaml",
    ]);
  });

  it("tells of that file alone", () => {
    const root = scratch();
    const told: string[] = [];
    const onChange = (file: { path: string; action: string }) => told.push(`${file.action} ${file.path}`);
    writeTree(root, rendered({ ...FILES, "stale.yaml": "x\n" }), { owner });
    writeTree(root, rendered({ ...FILES, "apps/ai/kokoro/f0.yaml": "changed\n" }), { owner, onChange });
    expect(told).toEqual(["update apps/ai/kokoro/f0.yaml", "prune stale.yaml"]);
  });
});

describe("10,000 files of others around ours", () => {
  it("cost not one call to the file system, in a first render, an unchanged one and a prune", () => {
    const [alone, crowded] = [scratch(), scratch()];
    for (let index = 0; index < 10_000; index++) {
      put(crowded, `apps/ai/${index % 2 ? "kokoro/app" : "theirs"}/t${index}.yaml`, "");
    }
    fs.mkdirSync(path.join(alone, "apps/ai/theirs"), { recursive: true });
    put(alone, "apps/ai/kokoro/app/theirs.yaml", "");
    for (const files of [FILES, FILES, { "apps/ai/kokoro/app/f1.yaml": "n: 1\n" }]) {
      const names = (root: string) =>
        callsOf((deps) => writeTree(root, rendered(files), { owner, deps })).map((call) => call.name);
      expect(names(crowded)).toEqual(names(alone));
    }
  });
});

describe("a dry run", () => {
  it("tells what would be done and writes nothing", () => {
    const root = scratch();
    writeTree(root, rendered({ ...FILES, "stale.yaml": "x\n" }), { owner });
    const [tree, before] = [listTree(root), times(root)];
    const result = writeTree(root, rendered({ ...FILES, "new.yaml": "n\n" }), { owner, dryRun: true });
    const changes = result.files.filter((file) => file.action !== "unchanged");
    expect(changes.map((file) => `${file.action} ${file.path}`)).toEqual([
      "create new.yaml",
      "prune stale.yaml",
    ]);
    expect(listTree(root)).toEqual(tree);
    expect(times(root)).toEqual(before);
  });

  it("does not create the root", () => {
    const root = path.join(scratch(), "new");
    writeTree(root, rendered(FILES), { owner, dryRun: true });
    expect(fs.existsSync(root)).toBe(false);
  });

  it("refuses the conflicts that a run would refuse", () => {
    const root = scratch();
    put(root, "apps", "a file\n");
    const problems = problemsOf(() => writeTree(root, rendered(FILES), { owner, dryRun: true }));
    expect(problems).toHaveLength(15);
  });
});

describe("planTree", () => {
  it("only reads", () => {
    const root = scratch();
    writeTree(root, rendered(FILES), { owner });
    const calls = callsOf((deps) => planTree(root, rendered({ "new.yaml": "n\n" }), { owner, deps }));
    expect(calls.filter((call) => CHANGING.includes(call.name) || call.name === "openSync")).toEqual([]);
  });
});
