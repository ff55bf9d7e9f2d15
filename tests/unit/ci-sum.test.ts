import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { folderOfFile } from "../support/temporary";

const SUM = join(__dirname, "..", "..", ".ci", "sum.mjs");
const folder = folderOfFile("sum");

function report(name: string, passed: number, failed: number, extra: object = {}): string {
  const file = join(folder, name);
  const testResults = [{ status: failed ? "failed" : "passed", assertionResults: [{}] }];
  const counts = { numPassedTests: passed, numFailedTests: failed, success: failed === 0 };
  writeFileSync(file, JSON.stringify({ ...counts, testResults, ...extra }));
  return file;
}

const sum = (...files: string[]) => execFileSync(process.execPath, [SUM, ...files], { encoding: "utf8" });

describe("the last line of CI", () => {
  it("sums the runs", () => {
    expect(sum(report("a", 3, 0), report("b", 4, 2))).toBe("7 passed, 2 failed\n");
  });

  it("counts a run that left no report as a failure", () => {
    expect(sum(report("a", 3, 0), join(folder, "absent"))).toBe("3 passed, 1 failed\n");
  });

  it("counts a test file that could not be loaded", () => {
    const testResults = [{ status: "failed", assertionResults: [] }];
    expect(sum(report("a", 3, 0, { testResults, success: false }))).toBe("3 passed, 1 failed\n");
  });

  it("counts a run that failed outside its tests", () => {
    expect(sum(report("a", 3, 0, { success: false }))).toBe("3 passed, 1 failed\n");
  });
});
