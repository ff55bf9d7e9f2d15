import * as fs from "node:fs";
import * as path from "node:path";
import { describe, expect, it } from "vitest";
import { refuseUnsafeRoot, writeTree } from "../../../../repository/write";
import { problemsOf, put, scratch } from "./scratch";

describe("refuseUnsafeRoot", () => {
  const source = () => {
    const root = scratch();
    for (const folder of ["config", "repository/write", "node_modules", "dist", ".git"]) {
      fs.mkdirSync(path.join(root, folder), { recursive: true });
    }
    return root;
  };

  it.each([
    "config",
    "repository/write",
    "repository/new/deep",
    "node_modules",
    "dist/x",
    "components",
    "cli",
    "client",
    "explain",
    "speech",
  ])("refuses %s of our own source", (folder) => {
    const root = source();
    const [problem] = problemsOf(() => refuseUnsafeRoot(path.join(root, folder), root));
    expect(problem).toMatchObject({ key: "--out", rule: expect.stringContaining("kokoro's own source") });
  });

  it("refuses our own source behind a symbolic link", () => {
    const [root, elsewhere] = [source(), scratch()];
    fs.symlinkSync(path.join(root, "config"), path.join(elsewhere, "out"));
    expect(problemsOf(() => refuseUnsafeRoot(path.join(elsewhere, "out/new"), root))).toHaveLength(1);
  });

  it.each([".git", ".git/hooks", "x/.kokoro"])("refuses %s", (folder) => {
    const root = source();
    const [problem] = problemsOf(() => refuseUnsafeRoot(path.join(root, folder), root));
    expect(problem?.rule).toMatch(/must not lie in a \.(git|kokoro) folder/);
  });

  it("refuses the top of the file system", () => {
    expect(problemsOf(() => refuseUnsafeRoot("/", source()))[0]?.rule).toContain("top of the file system");
  });

  it.each(["file", "file/below"])("refuses a root that is, or lies below, a file: %s", (name) => {
    const root = source();
    put(root, "file", "");
    const [problem] = problemsOf(() => refuseUnsafeRoot(path.join(root, name), root));
    expect(problem?.rule).toContain("must be a folder, and");
  });

  it.each([".", "rendered", "configuration", "../home-ops"])("accepts %s", (folder) => {
    const root = source();
    expect(() => refuseUnsafeRoot(path.join(root, folder), root)).not.toThrow();
  });
});

describe("a root that is a link to nowhere", () => {
  it("is refused by path", () => {
    const parent = scratch();
    fs.symlinkSync("nowhere", path.join(parent, "out"));
    const root = path.join(parent, "out");
    const [problem] = problemsOf(() =>
      writeTree(root, [{ path: "a", content: "" }], { owner: "homecluster" }),
    );
    expect(problem?.key).toBe(root);
    expect(fs.readdirSync(parent)).toEqual(["out"]);
  });
});
