import * as fs from "node:fs";
import * as path from "node:path";
import { describe, expect, it } from "vitest";
import { sha256 } from "../../../../common/files/paths";
import {
  assertInsideRoot,
  nodeDeps,
  readIfRegular,
  removeIfOurs,
  writeFileAtomic,
} from "../../../../repository/write";
import { listTree, put, scratch } from "./scratch";
import { systemError, watchedFs } from "./watched-fs";

describe("writeFileAtomic", () => {
  it("makes folders, replaces what is there, and leaves nothing else", () => {
    const root = scratch();
    writeFileAtomic(nodeDeps, path.join(root, "a/b/c"), "one");
    writeFileAtomic(nodeDeps, path.join(root, "a/b/c"), "two");
    expect(listTree(root)).toEqual({ "a/": "folder", "a/b/": "folder", "a/b/c": "two" });
  });

  it("replaces a symbolic link and does not write through it", () => {
    const root = scratch();
    put(root, "target", "theirs");
    fs.symlinkSync("target", path.join(root, "link"));
    writeFileAtomic(nodeDeps, path.join(root, "link"), "ours");
    expect(listTree(root)).toEqual({ link: "ours", target: "theirs" });
  });

  it("leaves the old bytes and no temporary file when the rename fails", () => {
    const root = scratch();
    put(root, "a", "old");
    const deps = watchedFs((call) => {
      if (call.name === "renameSync") throw systemError("EIO", "rename");
    });
    expect(() => writeFileAtomic(deps, path.join(root, "a"), "new")).toThrow("EIO");
    expect(listTree(root)).toEqual({ a: "old" });
  });

  it("replaces the temporary file of a dead run, without following it where it is a link", () => {
    const root = scratch();
    put(root, "theirs", "theirs");
    const deps = watchedFs((call) => {
      if (call.name === "openSync" && call.path?.endsWith(".tmp")) throw systemError("EIO", "open");
    });
    let temporary = "";
    const spy = watchedFs((call) => {
      if (call.name === "openSync" && call.path?.endsWith(".tmp")) temporary = call.path;
    });
    writeFileAtomic(spy, path.join(root, "a"), "old");
    expect(() => writeFileAtomic(deps, path.join(root, "a"), "new")).toThrow("EIO");
    fs.symlinkSync("theirs", temporary);
    writeFileAtomic(nodeDeps, path.join(root, "a"), "new");
    expect(listTree(root)).toEqual({ a: "new", theirs: "theirs" });
  });
});

describe("readIfRegular", () => {
  it("reads files alone: no folder, no symbolic link, nothing that is missing or below a file", () => {
    const root = scratch();
    put(root, "folder/file", "text");
    fs.symlinkSync("folder/file", path.join(root, "link"));
    const contents = ["folder/file", "folder", "link", "missing", "folder/file/below"].map((name) =>
      readIfRegular(nodeDeps, path.join(root, name))?.toString(),
    );
    expect(contents).toEqual(["text", undefined, undefined, undefined, undefined]);
  });
});

describe("removeIfOurs", () => {
  it("removes a file with a known hash and leaves every other", () => {
    const root = scratch();
    for (const name of ["ours", "edited"]) put(root, name, name);
    fs.symlinkSync("ours", path.join(root, "link"));
    const remove = (name: string) =>
      removeIfOurs(nodeDeps, path.join(root, name), [sha256(nodeDeps, "ours")]);
    expect(["link", "ours", "edited", "missing"].map(remove)).toEqual([
      "changed",
      "removed",
      "changed",
      "absent",
    ]);
    expect(Object.keys(listTree(root))).toEqual(["edited", "link"]);
  });
});

describe("assertInsideRoot", () => {
  it("returns the absolute path of a file, there or not", () => {
    const root = scratch();
    put(root, "a/b", "");
    expect(assertInsideRoot(nodeDeps, root, "a/b")).toBe(path.join(root, "a/b"));
    expect(assertInsideRoot(nodeDeps, root, "new/b")).toBe(path.join(root, "new/b"));
  });

  it.each([
    ["../a", "must not hold empty components, '.' or '..'"],
    ["link/a", "link is a symbolic link, not a folder"],
    ["file/a", "file is a file, not a folder"],
    ["link", "is a symbolic link, not a file"],
    ["folder", "is a folder, not a file"],
  ])("throws for %s", (name, message) => {
    const root = scratch();
    put(root, "file", "");
    fs.mkdirSync(path.join(root, "folder"));
    fs.symlinkSync("folder", path.join(root, "link"));
    expect(() => assertInsideRoot(nodeDeps, root, name)).toThrow(`${name}: ${message}`);
  });
});
