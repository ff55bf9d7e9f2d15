import { count, formatSeconds } from "../units";
import type { LoadReport, TallyReport } from "./report";

function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? "").length)),
  );
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}

function latencyCells(report: TallyReport): string[] {
  const { firstByte, complete } = report;
  if (report.ok === 0) return ["-", "-", "-", "-", "-", "-"];
  return [firstByte, complete].flatMap(({ p50, p95, max }) =>
    [p50, p95, max].map((value) => `${value.toFixed(3)}`),
  );
}

function failureText(report: TallyReport): string {
  const causes = Object.entries(report.failed).map(([cause, number]) => `${cause} ${number}`);
  return causes.length === 0 ? "0" : causes.join(", ");
}

/** How the requests came, in words. */
export function describePlan({ plan }: LoadReport): string {
  const { arrivals, stream, format, words } = plan;
  const how =
    arrivals.kind === "open"
      ? `${arrivals.rate} requests a second (open loop)`
      : `${count(arrivals.concurrency, "caller")} (closed loop)`;
  return `${how}, ${stream ? "streamed" : "not streamed"} ${format}, texts of ${words.join(", ")} words`;
}

/** The report for a terminal. */
export function formatLoad(report: LoadReport): string {
  const head = ["words", "requests", "first byte p50", "p95", "max", "complete p50", "p95", "max", "failed"];
  const line = (name: string, tally: TallyReport) => [
    name,
    String(tally.requests),
    ...latencyCells(tally),
    failureText(tally),
  ];
  const latencies = [
    head,
    ...report.byWords.map((row) => line(String(row.words), row)),
    line("all", report.all),
  ];
  const verdict = report.verdict.map((row) => [
    row.status,
    row.criterion,
    row.measure === "requests" ? "" : row.measure,
    row.target,
    row.seen,
  ]);
  return [
    `${report.url}: ${describePlan(report)}`,
    `${formatSeconds(report.seconds)}, ${report.requestsPerSecond.toFixed(2)} answers/s, ` +
      `${report.audioPerSecond.toFixed(1)} s of audio a second, at most ${report.mostInFlight} at a time`,
    "",
    ...table(latencies),
    "",
    ...report.messages.map(({ message, count: times }) => `${times} x ${message}`),
    ...(report.messages.length > 0 ? [""] : []),
    ...table([["verdict", "criterion", "measure", "target", "seen"], ...verdict]),
    ...(report.interrupted ? ["", "interrupted: the figures are those of the part that ran"] : []),
    "",
  ].join("\n");
}
