// Prints `N passed, N failed` over vitest's JSON reports. A run without a report, or one that failed
// outside its tests, counts as one failure.
import { readFileSync } from "node:fs";

function count(file) {
  let report;
  try {
    report = JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return { passed: 0, failed: 1 };
  }
  // A file that could not be loaded failed without a test.
  const unloaded = report.testResults.filter(
    ({ status, assertionResults }) => status === "failed" && assertionResults.length === 0,
  ).length;
  const failed = report.numFailedTests + unloaded;
  return { passed: report.numPassedTests, failed: failed === 0 && !report.success ? 1 : failed };
}

const counts = process.argv.slice(2).map(count);
const sum = (name) => counts.reduce((total, one) => total + one[name], 0);
console.log(`${sum("passed")} passed, ${sum("failed")} failed`);
