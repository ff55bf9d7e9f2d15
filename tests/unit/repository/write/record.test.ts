import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { describe, expect, it } from "vitest";
import { planTree, writeTree } from "../../../../repository/write";
import { problemsOf, put, read, rendered, scratch } from "./scratch";

const owner = "homecluster";
const RECORD = ".kokoro/homecluster.sha256";
const FILES = { "apps/a.yaml": "a\n", "apps/b.yaml": "b\n", "apps/c.yaml": "c\n" };

function git(root: string, ...args: string[]): void {
  const identity = ["-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false"];
  execFileSync("git", [...identity, ...args], { cwd: root, stdio: "pipe" });
}

describe("a record", () => {
  it("is merged by git line by line, and the merged tree is settled", () => {
    const root = scratch();
    git(root, "init", "-q", "-b", "main");
    const commit = (files: Record<string, string>, message: string) => {
      writeTree(root, rendered(files), { owner });
      git(root, "add", "-A");
      git(root, "commit", "-qm", message);
    };
    const many = Object.fromEntries("abcdefghij".split("").map((name) => [`apps/${name}.yaml`, `${name}\n`]));
    commit(many, "base");
    git(root, "checkout", "-qb", "one");
    commit({ ...many, "apps/a.yaml": "one\n" }, "one");
    git(root, "checkout", "-q", "main");
    commit({ ...many, "apps/j.yaml": "two\n" }, "two");
    git(root, "merge", "-q", "--no-edit", "one");
    const merged = { ...many, "apps/a.yaml": "one\n", "apps/j.yaml": "two\n" };
    expect(planTree(root, rendered(merged), { owner }).pending).toBe(false);
  });

  it("in which both sides of a merge were kept still knows the file as ours", () => {
    const root = scratch();
    writeTree(root, rendered(FILES), { owner });
    put(root, RECORD, `${"0".repeat(64)}  apps/a.yaml\n${read(root, RECORD)}`);
    writeTree(root, rendered({ ...FILES, "apps/a.yaml": "new\n" }), { owner });
    expect(read(root, RECORD).match(/apps\/a.yaml/g)).toHaveLength(1);
  });

  it("with git's conflict markers is refused with the lines and the way out", () => {
    const root = scratch();
    put(root, RECORD, `<<<<<<< HEAD\n${"0".repeat(64)}  a\n=======\n${"1".repeat(64)}  a\n>>>>>>> one\n`);
    const problems = problemsOf(() => planTree(root, rendered(FILES), { owner }));
    expect(problems.map((problem) => problem.key)).toEqual([`${RECORD}:1`, `${RECORD}:3`, `${RECORD}:5`]);
    expect(problems[0]?.fix).toContain("keeping the lines of both sides");
  });

  it("that names a path outside of the tree is refused, and nothing outside is pruned", () => {
    const parent = scratch();
    put(parent, "outside.yaml", "a\n");
    const hash = "87428fc522803d31065e7bce3cf03fe475096631e5e07bbd7a0fde60c4cf25c7"; // of "a\n"
    put(parent, `root/${RECORD}`, `${hash}  ../outside.yaml\n`);
    const [problem] = problemsOf(() => writeTree(path.join(parent, "root"), [], { owner, force: true }));
    expect(problem?.rule).toBe("must be a line of sha256sum with a path inside the tree");
    expect(read(parent, "outside.yaml")).toBe("a\n");
  });

  it("converted to CRLF is read all the same, and written again with LF", () => {
    const root = scratch();
    writeTree(root, rendered(FILES), { owner });
    const record = read(root, RECORD);
    put(root, RECORD, record.replaceAll("\n", "\r\n"));
    writeTree(root, rendered(FILES), { owner });
    expect(read(root, RECORD)).toBe(record);
  });

  it("goes when no file is left, and its folder with it", () => {
    const root = scratch();
    writeTree(root, rendered(FILES), { owner });
    writeTree(root, [], { owner });
    expect(fs.readdirSync(root)).toEqual([]);
  });

  it.each(["", "a/b", "../x", ".hidden", "a b", "x".repeat(101)])("is refused for the owner %j", (name) => {
    const [problem] = problemsOf(() => planTree(scratch(), [], { owner: name }));
    expect(problem?.key).toBe("owner");
  });
});
