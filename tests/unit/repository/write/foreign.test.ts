import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { describe, expect, it } from "vitest";
import { planTree, TreeConflict, type WriterDeps, writeTree } from "../../../../repository/write";
import { listTree, problemsOf, put, read, rendered, scratch } from "./scratch";
import { watchedFs } from "./watched-fs";

const owner = "homecluster";
const KS = "apps/kokoro-api/ks.yaml";
const FILES = { [KS]: "kind: Kustomization\n" };

/** The only problem of a write that must be refused and must leave the disk as it is. */
function refusal(root: string, files: Record<string, string> = FILES, force = false) {
  const before = listTree(root);
  const problems = problemsOf(() => writeTree(root, rendered(files), { owner, force }));
  expect(listTree(root)).toEqual(before);
  expect(problems).toHaveLength(1);
  return { key: "", rule: "", fix: "", ...problems[0] };
}

describe("a file of somebody else in our place", () => {
  it("is refused with its path, and with force too", () => {
    const root = scratch();
    put(root, KS, "theirs\n");
    expect(refusal(root).rule).toContain("is not ours");
    expect(refusal(root, FILES, true)).toMatchObject({ key: path.join(root, KS), rule: /is not ours/ });
  });

  it("is adopted where it equals ours byte for byte", () => {
    const root = scratch();
    put(root, KS, FILES[KS]);
    writeTree(root, rendered(FILES), { owner });
    expect(planTree(root, rendered(FILES), { owner }).pending).toBe(false);
  });

  it("is refused with a word on line endings where only these differ", () => {
    const root = scratch();
    put(root, KS, "kind: Kustomization\r\n");
    expect(refusal(root).rule).toContain("only the line endings differ");
  });

  it("is refused with the texts of both for a diff", () => {
    const root = scratch();
    put(root, KS, "theirs\n");
    const write = () => writeTree(root, rendered(FILES), { owner });
    expect(write).toThrow(TreeConflict);
    const [file] = planTree(root, rendered(FILES), { owner }).files;
    expect(file).toMatchObject({ before: "theirs\n", after: FILES[KS] });
  });
});

describe("a file of another owner", () => {
  it("is refused with the owner's name, even where the bytes are equal, and with force", () => {
    const root = scratch();
    writeTree(root, rendered(FILES), { owner: "staging" });
    expect(refusal(root).rule).toBe("belongs to staging");
    expect(refusal(root, FILES, true).fix).toContain(".kokoro/staging.sha256");
  });

  it("stays when we no longer render it, although our record names it too", () => {
    const root = scratch();
    writeTree(root, rendered(FILES), { owner: "staging" });
    fs.copyFileSync(path.join(root, ".kokoro/staging.sha256"), path.join(root, ".kokoro/homecluster.sha256"));
    writeTree(root, [], { owner });
    expect(read(root, KS)).toBe(FILES[KS]);
    expect(fs.existsSync(path.join(root, ".kokoro/homecluster.sha256"))).toBe(false);
  });

  it("lives beside ours in one root", () => {
    const root = scratch();
    writeTree(root, rendered(FILES), { owner: "staging" });
    writeTree(root, rendered({ "apps/other/ks.yaml": "ours\n" }), { owner });
    writeTree(root, [], { owner: "staging" });
    const files = Object.keys(listTree(root)).filter((name) => !name.endsWith("/"));
    expect(files).toEqual([".kokoro/homecluster.sha256", "apps/other/ks.yaml"]);
  });
});

describe("files of others", () => {
  it("keep their bytes, BOM, CRLF, modes and times through render, prune and force", () => {
    const root = scratch();
    const theirs = {
      "apps/kokoro-api/bom.yaml": "\ufeffa: 1\r\n",
      "apps/b.sh": "#!/bin/sh\r\n",
      "apps/bin": "\0\xff",
    };
    for (const [name, content] of Object.entries(theirs)) put(root, name, content);
    fs.chmodSync(path.join(root, "apps/b.sh"), 0o755);
    const stats = () => Object.keys(theirs).map((name) => fs.statSync(path.join(root, name)));
    const [before, bytes] = [stats(), listTree(root)];
    writeTree(root, rendered(FILES), { owner });
    writeTree(root, rendered({ "apps/kokoro-api/new.yaml": "new\n" }), { owner, force: true });
    writeTree(root, [], { owner, force: true });
    expect(listTree(root)).toEqual(bytes);
    const kept = ({ ino, mode, mtimeMs, ctimeMs }: fs.Stats) => ({ ino, mode, mtimeMs, ctimeMs });
    expect(stats().map(kept)).toEqual(before.map(kept));
  });
});

describe("symbolic links", () => {
  it("are never followed out of the root by a folder", () => {
    const [root, outside] = [scratch(), scratch()];
    fs.mkdirSync(path.join(root, "apps"));
    fs.symlinkSync(outside, path.join(root, "apps/kokoro-api"));
    expect(refusal(root).rule).toContain("lies behind the symbolic link apps/kokoro-api");
    expect(refusal(root, FILES, true).rule).toContain("never followed");
    expect(listTree(outside)).toEqual({});
  });

  it("are not followed within the root either", () => {
    const root = scratch();
    fs.mkdirSync(path.join(root, "real"));
    fs.symlinkSync("real", path.join(root, "apps"));
    expect(refusal(root).rule).toContain("symbolic link apps");
  });

  it("are refused in the place of a file, with force too", () => {
    const [root, outside] = [scratch(), scratch()];
    put(outside, "target", "theirs\n");
    writeTree(root, rendered(FILES), { owner });
    fs.rmSync(path.join(root, KS));
    fs.symlinkSync(path.join(outside, "target"), path.join(root, KS));
    expect(refusal(root).rule).toContain("is a symbolic link");
    expect(refusal(root, FILES, true).rule).toContain("is a symbolic link");
    expect(read(outside, "target")).toBe("theirs\n");
  });

  it("keep a stale file behind them from being pruned", () => {
    const [root, outside] = [scratch(), scratch()];
    writeTree(root, rendered(FILES), { owner });
    put(outside, "ks.yaml", FILES[KS]);
    fs.rmSync(path.join(root, "apps/kokoro-api"), { recursive: true });
    fs.symlinkSync(outside, path.join(root, "apps/kokoro-api"));
    expect(refusal(root, {}, true).rule).toContain("lies behind the symbolic link");
    expect(read(outside, "ks.yaml")).toBe(FILES[KS]);
  });

  it("are refused as the record folder", () => {
    const [root, outside] = [scratch(), scratch()];
    fs.symlinkSync(outside, path.join(root, ".kokoro"));
    expect(refusal(root)).toMatchObject({ key: ".kokoro", rule: "must be a folder, and is a symbolic link" });
    expect(listTree(outside)).toEqual({});
  });

  it("may be the root itself", () => {
    const parent = scratch();
    fs.mkdirSync(path.join(parent, "real"));
    fs.symlinkSync("real", path.join(parent, "link"));
    writeTree(path.join(parent, "link"), rendered(FILES), { owner });
    expect(read(parent, `real/${KS}`)).toBe(FILES[KS]);
  });
});

describe("what stands where our files should be", () => {
  it("is refused: a file in the place of a folder", () => {
    const root = scratch();
    put(root, "apps", "a file\n");
    expect(refusal(root)).toMatchObject({
      rule: "needs a folder where apps is a file",
      fix: "remove or rename apps",
    });
  });

  it("is refused: a folder with a file of somebody else in the place of a file", () => {
    const root = scratch();
    put(root, `${KS}/theirs`, "theirs\n");
    expect(refusal(root).rule).toBe("is a folder where a file should be");
  });

  it("is refused: a named pipe, without waiting for its writer", () => {
    const root = scratch();
    fs.mkdirSync(path.join(root, "apps/kokoro-api"), { recursive: true });
    execFileSync("mkfifo", [path.join(root, KS)]);
    const problems = problemsOf(() => writeTree(root, rendered(FILES), { owner }));
    expect(problems[0]?.rule).toBe("is a special file where a file should be");
  });

  it("gives way where it is ours: a file becomes a folder, and a folder a file", () => {
    const root = scratch();
    writeTree(root, rendered({ a: "file\n", "b/c/d": "deep\n" }), { owner });
    writeTree(root, rendered({ "a/x": "deep\n", b: "file\n" }), { owner });
    const clean = scratch();
    writeTree(clean, rendered({ "a/x": "deep\n", b: "file\n" }), { owner });
    expect(listTree(root)).toEqual(listTree(clean));
  });

  it("is told by path where it is too long for the file system", () => {
    const root = scratch();
    const name = `apps/${"x".repeat(300)}.yaml`;
    expect(refusal(root, { [name]: "a\n" })).toMatchObject({
      key: path.join(root, name),
      rule: /too long.*ENAMETOOLONG/,
    });
  });
});

describe("rendered paths", () => {
  it.each([
    "",
    "/etc/passwd",
    "../up.yaml",
    "a/../../up.yaml",
    "a//b",
    "./a",
    "a\\b",
    "C:/a",
    "a\nb",
    ".git/config",
    "x/.GIT/y",
    ".kokoro/z",
  ])("are refused outside of the tree: %j", (name) => {
    const problems = problemsOf(() => planTree(scratch(), [{ path: name, content: "" }], { owner }));
    expect(problems).toHaveLength(1);
  });

  it("are refused where two name the same file, on any file system", () => {
    const files = rendered({
      "a/Ks.yaml": "",
      "a/ks.yaml": "",
      "b/caf\u00e9": "",
      "b/cafe\u0301": "",
      c: "",
      "C/d": "",
    });
    const rules = problemsOf(() => planTree(scratch(), [...files, { path: "c", content: "" }], { owner }));
    expect(rules.map((problem) => problem.rule)).toEqual([
      "differs from a/Ks.yaml only by case or Unicode form",
      "differs from b/caf\u00e9 only by case or Unicode form",
      "is rendered twice",
      "needs a folder where c is a file",
    ]);
  });

  it("that change only their case are made anew where the file system takes both for one", () => {
    const root = scratch();
    const deps = caseless(root);
    writeTree(root, rendered({ "A.yaml": "a\n" }), { owner, deps });
    writeTree(root, rendered({ "a.yaml": "b\n" }), { owner, deps });
    expect(listTree(root)).toMatchObject({ "a.yaml": "b\n" });
    expect(read(root, ".kokoro/homecluster.sha256")).toMatch(/^[0-9a-f]{64} {2}a.yaml\n$/);
  });
});

/** A file system that takes names below the root for equal if only their case differs. */
function caseless(root: string): WriterDeps {
  const fold = (value: unknown) =>
    typeof value === "string" && value.startsWith(root)
      ? root + value.slice(root.length).toLowerCase()
      : value;
  return watchedFs((_call, args) => args.map(fold));
}
