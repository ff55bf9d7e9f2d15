import { describe, expect, it } from "vitest";
import { configurationReference } from "../../../config/reference/reference";

describe("docs/configuration.md", () => {
  const rows = new Map(
    configurationReference()
      .split("\n")
      .map((line) => /^\| `([^`]+)` \| (.*?) \|/.exec(line)?.slice(1))
      .filter((row) => row !== undefined)
      .map(([key = "", type = ""]) => [key, type]),
  );

  it("has a row for each key below a name that the user chooses", () => {
    const keys = ["secretEnv.*.fromEnv", "registries.*.username", "registries.*.password.fromStore"];
    for (const key of [...keys, "batch.items[].input"]) expect(rows.get(key), key).toContain("string");
  });

  it("says the range of every number that has one", () => {
    expect(rows.get("replicas")).toBe("integer from 1 to 100");
    expect(rows.get("monitoring.objective")).toBe("number from 90 to 99.99");
    expect([...rows].filter(([, type]) => /^(integer|number)$/.test(type))).toEqual([]);
  });
});
