import { describe, expect, it } from "vitest";
import { tryParseSettings } from "../../../config/parse";

describe("a value that a program gives in extraManifests", () => {
  const problemsWith = (value: unknown) => {
    const object = { apiVersion: "example.com/v1", kind: "Any", metadata: { name: "mine" }, spec: { value } };
    const result = tryParseSettings({ extraManifests: [object] });
    return result.ok ? [] : result.problems.map(({ key, rule }) => `${key}: ${rule}`);
  };

  it.each([
    [new Date(0), "is a Date, which is nothing that YAML can hold"],
    [Buffer.from("a"), "is a Buffer, which is nothing that YAML can hold"],
    [new Map(), "is a Map, which is nothing that YAML can hold"],
    [1n, "is a bigint, which is nothing that YAML can hold"],
    [() => 1, "is a function, which is nothing that YAML can hold"],
    [2 ** 53, "is a number too large to be kept exactly"],
    [Number.NaN, "is not a finite number"],
  ])("and would come out as another is refused: %s", (value, rule) => {
    expect(problemsWith(value)).toEqual([`extraManifests[0].spec.value: ${rule}`]);
  });

  it.each([2 ** 53 - 1, 0.1, 1e-7, "2026-01-02", null, undefined, true, [], {}])("is kept: %s", (value) =>
    expect(problemsWith(value)).toEqual([]),
  );

  it("is told apart from 20,000 wrong ones without comparing each with each", () => {
    const env = Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`${index}`, "a"]));
    const start = performance.now();
    const result = tryParseSettings({ env });
    expect(result.ok ? 0 : result.problems.length).toBe(20_000);
    expect(performance.now() - start).toBeLessThan(5_000);
  });
});
