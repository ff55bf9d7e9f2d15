import { CRITERIA } from "../../../speech/criteria";
import { formatSeconds } from "../../units";
import type { CurvePoint, LoadReport, TallyReport } from "../report";
import { describePlan } from "../text-report";
import type { VerdictRow } from "../verdict";
import { escapeHtml, lineChart } from "./charts";
import { STYLE } from "./style";

function row(cells: readonly string[], tag = "td"): string {
  return `<tr>${cells.map((cell) => `<${tag}>${cell}</${tag}>`).join("")}</tr>`;
}

function numbers(row: string): string {
  return row.replaceAll("<td>", '<td class="n">').replaceAll("<th>", '<th class="n">');
}

/** Keeps figures and their units on one line. */
function withUnits(text: string): string {
  return text.replace(/(\d) (?=%|s\b)/g, "$1\u00a0");
}

function verdictTable(rows: readonly VerdictRow[]): string {
  const lines = rows.map(({ status, criterion, measure, target, seen }) =>
    row([status, criterion, measure, target, seen].map(escapeHtml).map(withUnits)).replace(
      "<td>",
      `<td class="${status.replace(" ", "-")}">`,
    ),
  );
  const head = row(["Verdict", "Criterion", "Measure", "Target", "Seen"], "th");
  return `<div class="wide"><table>${head}${lines.join("")}</table></div>`;
}

function latencyTable(report: LoadReport): string {
  const cells = (name: string, tally: TallyReport) => {
    const figures = [tally.firstByte, tally.complete].flatMap(({ p50, p95, p99, max }) => [
      p50,
      p95,
      p99,
      max,
    ]);
    const shown = figures.map((value) => (tally.ok === 0 ? "-" : value.toFixed(3)));
    const failed = tally.requests - tally.ok;
    return numbers(row([name, String(tally.requests), ...shown, String(failed)]));
  };
  const four = ["p50", "p95", "p99", "max"];
  const groups =
    '<tr><th></th><th></th><th colspan="4">First byte, seconds</th><th colspan="4">Complete answer, seconds</th><th></th></tr>';
  return [
    `<div class="wide"><table>${groups}`,
    numbers(row(["Words", "Requests", ...four, ...four, "Failed"], "th")),
    ...report.byWords.map((tally) => cells(String(tally.words), tally)),
    cells("all", report.all),
    "</table></div>",
  ].join("");
}

function failureTable(report: LoadReport): string {
  const causes = Object.entries(report.all.failed);
  if (causes.length === 0) return "<p>None.</p>";
  const lines = causes.map(([cause, number]) => row([cause, String(number)]));
  const messages = report.messages.map(({ message, count }) => `<li>${count} × ${escapeHtml(message)}</li>`);
  return `<table>${row(["Cause", "Requests"], "th")}${lines.join("")}</table><ul>${messages.join("")}</ul>`;
}

/** Stretches the upper percentiles, where the interest is: 90, 99 and 99.9 are equally far apart. */
function stretched(percentile: number): number {
  return -Math.log10(1 - Math.min(percentile, 99.95) / 100);
}

function percentileChart({ curves }: LoadReport): string {
  const points = (curve: readonly CurvePoint[]) =>
    curve.map(({ percentile, seconds }) => ({ x: stretched(percentile), y: seconds }));
  return lineChart(
    [
      { name: "first byte", tone: "a", points: points(curves.firstByte) },
      { name: "complete answer", tone: "b", points: points(curves.complete) },
    ],
    {
      title: "Latency by percentile",
      yLabel: "seconds",
      xLabel: "percent of the requests that were at least as fast",
      xTicks: [0, 50, 75, 90, 95, 99, 99.9].map((at) => ({ at: stretched(at), label: String(at) })),
      xRange: [0, stretched(100)],
      target: { y: CRITERIA.p95, label: `criterion at 95 %: ${CRITERIA.p95} s` },
    },
  );
}

function timelineChart({ timeline }: LoadReport): string {
  const last = Math.max(1, timeline.length - 1);
  const points = (key: "ok" | "failed" | "inFlight") =>
    timeline.map((second) => ({ x: second.second, y: second[key] }));
  const step = Math.max(1, Math.ceil(last / 8));
  const ticks = timeline.filter(({ second }) => second % step === 0);
  return lineChart(
    [
      { name: "under way", tone: "a", points: points("inFlight") },
      { name: "answered", tone: "b", points: points("ok") },
      { name: "failed", tone: "bad", points: points("failed") },
    ],
    {
      title: "Requests in each second of the run",
      yLabel: "requests",
      xLabel: "seconds since the start",
      xTicks: ticks.map(({ second }) => ({ at: second, label: String(second) })),
      xRange: [0, last],
    },
  );
}

function cards(report: LoadReport): string {
  const { all } = report;
  const share = all.requests === 0 ? "-" : `${((all.ok / all.requests) * 100).toFixed(2)} %`;
  const figures: readonly (readonly [string, string])[] = [
    [share, `of ${all.requests} requests succeeded`],
    [all.ok === 0 ? "-" : `${all.firstByte.p95.toFixed(3)} s`, "first byte, p95"],
    [all.ok === 0 ? "-" : `${all.complete.p95.toFixed(3)} s`, "complete answer, p95"],
    [report.requestsPerSecond.toFixed(2), "answers a second"],
    [`${report.audioPerSecond.toFixed(1)} s`, "of audio made a second"],
    [String(report.mostInFlight), "requests at a time, at most"],
  ];
  const card = ([value, name]: readonly [string, string]) =>
    `<div class="card"><b>${escapeHtml(value)}</b><span>${escapeHtml(name)}</span></div>`;
  return `<div class="cards">${figures.map(card).join("")}</div>`;
}

/** The report as one page that needs nothing but itself. */
export function formatHtml(report: LoadReport): string {
  const sign = report.passed ? '<span class="met">passed</span>' : '<span class="not-met">not passed</span>';
  const when = report.startedAt.replace("T", " ").replace(/\.\d+Z$/, " UTC");
  const note = report.interrupted
    ? '<p class="note">The run was interrupted: the figures are those of the part that ran.</p>'
    : "";
  const waiting =
    report.plan.arrivals.kind === "open"
      ? "Latency counts from the moment when a request was due, not from when it could be sent."
      : "Latency counts from the moment when a request was sent; a caller sends the next one after its answer.";
  const judged = report.plan.strict
    ? "The run passes where no criterion is missed (--strict)."
    : "The run passes where no criterion is missed, those of the complete answer aside (--strict adds them).";
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Kokoro load: ${report.passed ? "passed" : "not passed"}</title><style>${STYLE}</style></head><body>
<h1>Kokoro under load: ${report.interrupted ? "interrupted" : sign}</h1>
<p class="dim">${escapeHtml(report.url)}, ${when}, ${formatSeconds(report.seconds)}</p>
<p>${escapeHtml(describePlan(report))}</p>${note}
${cards(report)}
<h2>Success criteria</h2>${verdictTable(report.verdict)}
<p class="dim">${judged}</p>
<h2>Latency</h2><p class="dim">${waiting} Failed requests are not in these figures.</p>
${percentileChart(report)}${latencyTable(report)}
<h2>Course</h2>${timelineChart(report)}
<h2>Failures</h2>${failureTable(report)}
</body></html>
`;
}
