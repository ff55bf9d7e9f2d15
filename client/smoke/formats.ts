import { printableJson } from "../../common/printable";
import type { CheckResult } from "./run";

export const SMOKE_FORMATS = ["tap", "junit", "json"] as const;

export type SmokeFormat = (typeof SMOKE_FORMATS)[number];

/** What is wrong where fewer checks ran than there are. */
const INTERRUPTED = "interrupted before all checks ran";

function label(result: CheckResult): string {
  return `story ${result.story}: ${result.name}`;
}

/** TAP reads `#` as the start of a directive. */
function tapText(text: string): string {
  return text.replace(/\s+/g, " ").replaceAll("\\", "\\\\").replaceAll("#", "\\#");
}

function tap(results: readonly CheckResult[], planned: number): string {
  const lines = results.flatMap((result, index) => {
    const head = `${result.status === "failed" ? "not ok" : "ok"} ${index + 1} - ${tapText(label(result))}`;
    if (result.status === "skipped") return [`${head} # SKIP ${tapText(result.detail)}`];
    const detail = JSON.stringify(result.detail);
    return [head, "  ---", `  detail: ${detail}`, `  seconds: ${result.seconds.toFixed(3)}`, "  ..."];
  });
  const bail = results.length < planned ? [`Bail out! ${INTERRUPTED}`] : [];
  return ["TAP version 14", `1..${planned}`, ...lines, ...bail, ""].join("\n");
}

const XML_ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
};

function xml(text: string): string {
  // Control characters cannot be in XML 1.0, not even escaped.
  return text.replace(/(?![\t\n\r])\p{Cc}/gu, "").replace(/[&<>"]/g, (sign) => XML_ESCAPES[sign] ?? "");
}

function testCase(result: CheckResult): string {
  const head = `    <testcase classname="story ${result.story}" name="${xml(result.name)}" time="${result.seconds.toFixed(3)}"`;
  const detail = xml(result.detail);
  if (result.status === "failed") return `${head}><failure message="${detail}"/></testcase>`;
  if (result.status === "skipped") return `${head}><skipped message="${detail}"/></testcase>`;
  return `${head}><system-out>${detail}</system-out></testcase>`;
}

function junit(results: readonly CheckResult[], planned: number): string {
  const number = (status: CheckResult["status"]) =>
    results.filter((result) => result.status === status).length;
  const seconds = results.reduce((sum, result) => sum + result.seconds, 0).toFixed(3);
  const isCut = results.length < planned;
  const errors = isCut
    ? [`    <testcase classname="smoke" name="all checks ran"><error message="${INTERRUPTED}"/></testcase>`]
    : [];
  const counts = `tests="${results.length + errors.length}" failures="${number("failed")}" errors="${errors.length}" skipped="${number("skipped")}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${counts} time="${seconds}">`,
    `  <testsuite name="kokoro smoke" ${counts} time="${seconds}">`,
    ...results.map(testCase),
    ...errors,
    "  </testsuite>",
    "</testsuites>",
    "",
  ].join("\n");
}

/** The report in the given format. @param planned how many checks there are; fewer results mean an interruption */
export function formatSmoke(format: SmokeFormat, results: readonly CheckResult[], planned: number): string {
  if (format === "tap") return tap(results, planned);
  if (format === "junit") return junit(results, planned);
  const complete = results.length === planned;
  const passed = complete && results.every((result) => result.status !== "failed");
  return `${printableJson({ passed, complete, checks: results }, 2)}\n`;
}
