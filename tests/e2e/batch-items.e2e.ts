import { mkdirSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { good, THREE, volume } from "./in-cluster/volume";

describe("the batch Job's script, with items on a volume", () => {
  it("reads the items of a claim, and leaves the claim as it is", async () => {
    const { run, itemsFile, files } = volume(THREE, { itemsClaim: "library" });
    const before = readFileSync(itemsFile, "utf8");
    const { exitCode, stderr, seen } = await run(good);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(seen.map(({ input }) => input)).toEqual(THREE.map(({ input }) => input));
    expect(files()).toHaveLength(6);
    expect([readdirSync(dirname(itemsFile)), readFileSync(itemsFile, "utf8")]).toEqual([
      ["items.jsonl"],
      before,
    ]);
  });

  it("reads the items from the volume of the audio, where both share it, again and again", async () => {
    const path = "books/one.jsonl";
    const { run, folder, files } = volume(THREE, { claim: "audio", itemsClaim: { name: "audio", path } });
    mkdirSync(join(folder, "books"));
    writeFileSync(join(folder, path), THREE.map((item) => JSON.stringify(item)).join("\n"));
    expect((await run(good)).seen).toHaveLength(3);
    expect((await run(good)).seen).toEqual([]);
    expect(files()).toHaveLength(7);
  });

  it.each<[string, (file: string) => void, string]>([
    ["is not on the volume", (file) => rmSync(file), "cannot be read: No such file or directory"],
    [
      "is a folder",
      (file) => {
        rmSync(file);
        mkdirSync(file);
      },
      "cannot be read: Is a directory",
    ],
    ["is empty", (file) => writeFileSync(file, "\n\n"), "1 to 100 items are needed, 0 are there"],
    [
      "has 101 items",
      (file) => writeFileSync(file, '{"input": "x"}\n'.repeat(101)),
      "1 to 100 items are needed, 101 are there",
    ],
    ["is something else", (file) => truncateSync(file, 2 ** 26 + 1), "has more than 67108864 bytes"],
    [
      "is not UTF-8",
      (file) => writeFileSync(file, Buffer.from('{"input": "Gr\xfc\xdfe"}', "latin1")),
      "no JSON",
    ],
  ])("refuses a file that %s in one line and sends nothing", async (_, spoil, message) => {
    const { run, itemsFile, files } = volume(THREE, { itemsClaim: "library" });
    spoil(itemsFile);
    const { exitCode, stdout, stderr, seen } = await run(good);
    expect({ exitCode, stderr, seen, files: files() }).toEqual({
      exitCode: 2,
      stderr: "",
      seen: [],
      files: [],
    });
    expect(stdout).toMatch(/^error: [^\n]*$/);
    expect(stdout).toContain(message);
  });
});
