import { describe, expect, it } from "vitest";
import type { Explanation } from "../../../explain/explanation";
import { kokoro } from "../../support/cli";

describe("kokoro explain", () => {
  it("tells a person what the stack's configuration means", () => {
    const { code, stdout, stderr } = kokoro(["explain", "--stack", "homecluster"]);
    expect(code).toBe(0);
    expect(stdout).toContain("1 server with cpu");
    expect(stdout).toContain("smallest change: replicas: 10");
    expect(stderr).toMatch(/^warning: replicas: 1 means one request at a time/);
  });

  it("gives a machine the same as JSON, warnings included, and nothing on stderr", () => {
    const { code, stdout, stderr } = kokoro(["explain", "--stack", "homecluster", "--json"]);
    const explanation = JSON.parse(stdout) as Explanation & { warnings: { key: string }[] };
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(explanation).toMatchObject({
      accelerator: "cpu",
      requestsAtOnce: { most: 1 },
      retries: { tries: 4 },
    });
    expect(explanation.criteria).toHaveLength(5);
    expect(explanation.warnings.map(({ key }) => key)).toContain("replicas");
  });

  it("refuses a stack without a file", () => {
    const { code, stdout, stderr } = kokoro(["explain", "--stack", "homeclustr"]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain("did you mean homecluster?");
  });
});
