import * as fs from "node:fs";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { planTree, writeTree } from "../../../../repository/write";
import { listTree, put, rendered, scratch } from "./scratch";

const owner = "homecluster";

/** Few names and few levels, so that files, folders and renderings collide often. */
const name = fc.array(fc.constantFrom("a", "b", "c", "d.yaml", "e é"), { minLength: 1, maxLength: 4 });
const content = fc.constantFrom("", "one\n", "two\n", "three\r\n");

/** A rendering: no file where another needs a folder. */
const tree = fc
  .dictionary(
    name.map((parts) => parts.join("/")),
    content,
    { maxKeys: 8 },
  )
  .map((files) => {
    const names = Object.keys(files);
    const isFolder = (path: string) => names.some((other) => other.startsWith(`${path}/`));
    return Object.fromEntries(Object.entries(files).filter(([path]) => !isFolder(path)));
  });

function clean(files: Record<string, string>): Record<string, string> {
  const root = scratch();
  writeTree(root, rendered(files), { owner });
  return listTree(root);
}

describe("for any renderings", () => {
  it("writing one and then another equals writing the other on an empty root", () => {
    fc.assert(
      fc.property(tree, tree, (first, second) => {
        const root = scratch();
        writeTree(root, rendered(first), { owner });
        writeTree(root, rendered(second), { owner });
        expect(listTree(root)).toEqual(clean(second));
      }),
      { numRuns: 120 },
    );
  });

  it("writing twice leaves nothing to do", () => {
    fc.assert(
      fc.property(tree, (files) => {
        const root = scratch();
        writeTree(root, rendered(files), { owner });
        expect(planTree(root, rendered(files), { owner }).pending).toBe(false);
      }),
      { numRuns: 60 },
    );
  });

  it("files of others are byte-equal, whether the run is refused or not, with force too", () => {
    fc.assert(
      fc.property(tree, tree, tree, fc.boolean(), (theirs, first, second, force) => {
        const root = scratch();
        for (const [path, text] of Object.entries(theirs)) put(root, path, text);
        for (const files of [first, second]) {
          try {
            writeTree(root, rendered(files), { owner, force });
          } catch (error) {
            expect(error).toMatchObject({ name: "TreeConflict" });
          }
        }
        const left = listTree(root);
        // What equals ours byte for byte was adopted by the first run, and may be changed by the second.
        for (const [path, text] of Object.entries(theirs))
          if (first[path] !== text) expect(left[path]).toBe(latin1(text));
      }),
      { numRuns: 120 },
    );
  });

  it("two owners of disjoint folders never see each other", () => {
    fc.assert(
      fc.property(tree, tree, tree, (ours, theirs, later) => {
        const root = scratch();
        const below = (folder: string, files: Record<string, string>) =>
          rendered(
            Object.fromEntries(Object.entries(files).map(([path, text]) => [`${folder}/${path}`, text])),
          );
        writeTree(root, below("x", ours), { owner: "x" });
        writeTree(root, below("y", theirs), { owner: "y" });
        writeTree(root, below("x", later), { owner: "x" });
        expect(planTree(root, below("y", theirs), { owner: "y" }).pending).toBe(false);
        writeTree(root, [], { owner: "x" });
        writeTree(root, [], { owner: "y" });
        expect(fs.readdirSync(root)).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });
});

/** As `listTree` reads files. */
function latin1(text: string): string {
  return Buffer.from(text).toString("latin1");
}
