import * as fs from "node:fs";
import * as path from "node:path";
import { describe, expect, it } from "vitest";
import { type FileSystem, planTree, writeTree } from "../../../../repository/write";
import { listTree, problemsOf, put, rendered, scratch } from "./scratch";
import { CHANGING, callsOf, systemError, watchedFs } from "./watched-fs";

const owner = "homecluster";
const OLD = { "apps/ks.yaml": "old\n", "apps/gone/b.yaml": "b\n" };
const NEW = { "apps/ks.yaml": "new\n", "apps/more/c.yaml": "c\n" };

function existing(): string {
  const root = scratch();
  put(root, "apps/theirs.yaml", "theirs\n");
  writeTree(root, rendered(OLD), { owner });
  return root;
}

/** Lets every call of one name fail that comes at or after the n-th call of all. */
function failing(name: keyof FileSystem, code: string, from: number) {
  return watchedFs((call) => {
    if (call.name === name && call.index >= from) throw systemError(code, name);
  });
}

describe("a failure of the file system before the first rename", () => {
  it.each([
    ["ENOSPC", "writeFileSync", "the disk is full"],
    ["EDQUOT", "writeFileSync", "quota"],
    ["EIO", "fsyncSync", "the disk reports an error"],
    ["EACCES", "mkdirSync", "permission denied"],
    ["EROFS", "mkdirSync", "read-only"],
    ["ENOENT", "mkdirSync", "takes no new entries"], // below /proc
    ["EACCES", "accessSync", "permission denied"],
  ] as const)("%s in %s is told by path and leaves the tree as it was", (code, name, words) => {
    const template = existing();
    const before = listTree(template);
    const calls = callsOf((deps) => writeTree(existing(), rendered(NEW), { owner, deps }));
    const firstRename = calls.filter((call) => call.name === "renameSync")[1]?.index ?? 0;
    const indexes = calls
      .filter((call) => call.name === name && call.index < firstRename)
      .map((call) => call.index);
    expect(indexes.length).toBeGreaterThan(0);
    for (const index of indexes) {
      const root = existing();
      const deps = failing(name, code, index);
      const [problem] = problemsOf(() => writeTree(root, rendered(NEW), { owner, deps }));
      expect(problem?.rule).toContain(words);
      expect(problem?.key.startsWith(root)).toBe(true);
      expect(listTree(root), `${code} at call ${index}`).toEqual(before);
    }
  });

  it("names the file whose folder can't be written", () => {
    const root = existing();
    const deps = watchedFs((call) => {
      if (call.name === "openSync" && call.path?.includes("/more/")) throw systemError("EACCES", "open");
    });
    const problems = problemsOf(() => writeTree(root, rendered(NEW), { owner, deps }));
    expect(problems).toEqual([
      {
        severity: "error",
        key: path.join(root, "apps/more/c.yaml"),
        rule: "cannot be written or read: permission denied (EACCES)",
        fix: "give your user the right to write to its folder",
      },
    ]);
  });
});

describe("a failure at any call", () => {
  it("leaves no temporary file and no lock, and the next run completes the tree", () => {
    const clean = scratch();
    put(clean, "apps/theirs.yaml", "theirs\n");
    writeTree(clean, rendered(NEW), { owner });
    const expected = listTree(clean);
    const calls = callsOf((deps) => writeTree(existing(), rendered(NEW), { owner, deps }));
    for (const { name, index } of calls.filter((call) => CHANGING.includes(call.name))) {
      const root = existing();
      const deps = watchedFs((call) => {
        if (call.index === index) throw systemError("EIO", name);
      });
      try {
        writeTree(root, rendered(NEW), { owner, deps });
      } catch {
        // A failed sync of a folder or a failed removal of the lock may be the last call that matters.
      }
      const names = Object.keys(listTree(root)).filter((each) => each.endsWith(".tmp"));
      expect(names, `${name} at call ${index}`).toEqual([]);
      writeTree(root, rendered(NEW), { owner });
      expect(listTree(root), `${name} at call ${index}`).toEqual(expected);
    }
  });
});

describe("an edit during the run", () => {
  it("is left alone and told", () => {
    const root = existing();
    const deps = watchedFs((call) => {
      if (call.name === "renameSync" && call.path?.includes("/more/")) put(root, "apps/ks.yaml", "mine\n");
      if (call.name === "accessSync") put(root, "apps/gone/b.yaml", "mine too\n");
    });
    const [problem] = problemsOf(() => writeTree(root, rendered(NEW), { owner, deps }));
    expect(problem?.rule).toContain("was changed by somebody else during the run");
    expect(fs.readFileSync(path.join(root, "apps/gone/b.yaml"), "utf8")).toBe("mine too\n");
  });
});

describe("a new file of somebody else", () => {
  it("that appears between staging and commit is left alone and told", () => {
    const root = existing();
    const deps = watchedFs((call) => {
      const isCommit = call.name === "renameSync" && call.path?.startsWith(path.join(root, "apps"));
      if (isCommit) put(root, "apps/more/c.yaml", "mine\n");
    });
    const problems = problemsOf(() => writeTree(root, rendered(NEW), { owner, deps }));
    expect(problems.map((problem) => problem.key)).toEqual([path.join(root, "apps/more/c.yaml")]);
    expect(fs.readFileSync(path.join(root, "apps/more/c.yaml"), "utf8")).toBe("mine\n");
  });
});

describe("a symbolic link that appears during the run", () => {
  it.each([
    ["a folder with files of ours", "apps", NEW],
    ["a folder that is not there yet", "apps/more", { ...OLD, "apps/more/c.yaml": "c\n" }],
  ])("in the place of %s is not followed", (_what, place, files) => {
    const [root, outside] = [existing(), scratch()];
    if (place === "apps") fs.cpSync(path.join(root, "apps"), outside, { recursive: true });
    const before = listTree(outside);
    const deps = watchedFs((call) => {
      if (call.name !== "renameSync" || !call.path?.includes(".kokoro/.kokoro-")) return;
      fs.rmSync(path.join(root, place), { recursive: true, force: true });
      fs.symlinkSync(outside, path.join(root, place));
    });
    const [problem] = problemsOf(() => writeTree(root, rendered(files), { owner, deps }));
    expect(problem?.rule).toContain("was changed by somebody else during the run");
    expect(listTree(outside)).toEqual(before);
  });
});

describe("a full disk after a run that did not end", () => {
  it("does not make files of ours look like edited ones to the next run", () => {
    const root = existing();
    let renames = 0;
    const crash = watchedFs((call) => {
      if (call.name === "renameSync" && renames++ >= 2) throw new Error("dead");
    });
    expect(() => writeTree(root, rendered(NEW), { owner, deps: crash })).toThrow("dead");
    expect(fs.readFileSync(path.join(root, "apps/ks.yaml"), "utf8")).toBe("new\n");
    const third = { "apps/ks.yaml": "third\n" };
    const full = watchedFs((call, args) => {
      if (call.name === "writeFileSync" && args[1] === "third\n") throw systemError("ENOSPC", "write");
    });
    expect(problemsOf(() => writeTree(root, rendered(third), { owner, deps: full }))).toHaveLength(1);
    writeTree(root, rendered(third), { owner });
    expect(fs.readFileSync(path.join(root, "apps/ks.yaml"), "utf8")).toBe("third\n");
  });
});

describe("a file that can't be looked at", () => {
  it("is a conflict of its own beside the others", () => {
    const root = existing();
    put(root, "apps/ks.yaml", "edited\n");
    const deps = watchedFs((call) => {
      if (call.name === "lstatSync" && call.path?.endsWith("c.yaml")) throw systemError("EACCES", "lstat");
    });
    put(root, "apps/more/keep", "");
    const plan = planTree(root, rendered(NEW), { owner, deps });
    const conflicts = plan.files.filter((file) => file.action === "conflict");
    expect(conflicts.map((file) => file.path)).toEqual(["apps/ks.yaml", "apps/more/c.yaml"]);
  });
});
