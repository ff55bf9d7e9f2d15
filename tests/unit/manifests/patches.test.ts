import { describe, expect, it } from "vitest";
import { parseSettings } from "../../../config/parse";
import { manifests } from "../../../manifests";
import { strategicMerge } from "../../../manifests/merge";

describe("strategicMerge", () => {
  it.each([
    ["mappings merge", { a: { b: 1 } }, { a: { c: 2 } }, { a: { b: 1, c: 2 } }],
    ["null removes a field", { a: 1, b: 2 }, { a: null }, { b: 2 }],
    ["null in what is new removes nothing that is there", { a: 1 }, { b: { c: null } }, { a: 1, b: {} }],
    ["a plain list is replaced", { args: ["a", "b"] }, { args: ["c"] }, { args: ["c"] }],
    [
      "containers merge by name, and a new one comes last",
      { containers: [{ name: "a", image: "x" }] },
      { containers: [{ name: "b" }, { name: "a", tty: true }] },
      { containers: [{ name: "a", image: "x", tty: true }, { name: "b" }] },
    ],
    [
      "$patch: delete removes an item",
      { env: [{ name: "A" }, { name: "B" }] },
      { env: [{ name: "A", $patch: "delete" }] },
      { env: [{ name: "B" }] },
    ],
    [
      "ports pair by what they have",
      { ports: [{ port: 8880, name: "http" }] },
      { ports: [{ port: 8880, nodePort: 30000 }] },
      { ports: [{ port: 8880, name: "http", nodePort: 30000 }] },
    ],
  ])("%s", (_name, target, patch, result) => {
    expect(strategicMerge(target, patch)).toEqual(result);
  });

  it("changes neither target nor patch", () => {
    const target = Object.freeze({ a: Object.freeze({ b: 1 }) });
    expect(strategicMerge(target, Object.freeze({ a: { b: 2 } }))).toEqual({ a: { b: 2 } });
    expect(target).toEqual({ a: { b: 1 } });
  });
});

describe("patches", () => {
  it("change the objects of their kind and name, and no other", () => {
    const patches = [{ kind: "ConfigMap", name: "kokoro-api-server", patch: { immutable: true } }];
    const before = manifests(parseSettings({}).settings);
    const after = manifests(parseSettings({ patches }).settings);
    for (const [index, { object }] of after.entries()) {
      const own = before[index]?.object;
      const isTheOne = object.kind === "ConfigMap" && object.metadata.name === "kokoro-api-server";
      expect(object).toEqual(isTheOne ? { ...own, immutable: true } : own);
    }
    expect(after.filter(({ object }) => object.immutable)).toHaveLength(1);
  });
});
