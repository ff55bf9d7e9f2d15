import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { renderTree } from "../../render/tree";
import { fixtures, parseFixture } from "../support/fixtures";

/** Renewed by `npm run test:goldens`, never by hand. One folder a fixture, with the tree as it is written. */
const GOLDENS = join(__dirname, "files");
const update = process.env.UPDATE_GOLDENS === "1";

/** Few, each for a shape of tree; the rules of every other configuration have tests of their own. */
const SHAPES = ["defaults", "plan-figures", "no-waypoint", "ingress-istio", "sibling-namespace"];

function filesBelow(folder: string, prefix = ""): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory()
      ? filesBelow(join(folder, entry.name), `${prefix}${entry.name}/`)
      : [`${prefix}${entry.name}`],
  );
}

describe("the rendered tree", () => {
  const shapes = fixtures("valid").filter(({ name }) => SHAPES.includes(name));

  it("has a fixture for every shape", () =>
    expect(shapes.map(({ name }) => name).sort()).toEqual([...SHAPES].sort()));

  it.each(shapes)("$name is, byte for byte, what was reviewed", (fixture) => {
    const parsed = parseFixture(fixture);
    if (!parsed.ok) throw new Error("the fixture does not parse");
    const folder = join(GOLDENS, fixture.name);
    const files = renderTree(parsed.settings);
    if (update) {
      rmSync(folder, { recursive: true, force: true });
      for (const { path, content } of files) {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        writeFileSync(join(folder, path), content);
      }
    }
    expect(files.map(({ path }) => path)).toEqual(filesBelow(folder).sort());
    for (const { path, content } of files)
      expect(content, path).toBe(readFileSync(join(folder, path), "utf8"));
  });
});
