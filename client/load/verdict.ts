import { CRITERIA } from "../../speech/criteria";
import type { Recorder } from "./recorder";

export type VerdictStatus = "met" | "not met" | "not measured";

export interface VerdictRow {
  readonly criterion: string;
  /** Which moment is judged; `requests` where it is about their number. */
  readonly measure: "first byte" | "complete answer" | "requests";
  readonly target: string;
  readonly seen: string;
  readonly status: VerdictStatus;
}

/** With fewer requests than this, one failure alone is more than the criterion allows. */
const ENOUGH_REQUESTS = Math.ceil(1 / (1 - CRITERIA.success));

function status(isMeasured: boolean, isMet: boolean): VerdictStatus {
  if (!isMeasured) return "not measured";
  return isMet ? "met" : "not met";
}

function latencyRows(recorder: Recorder, measure: "first byte" | "complete answer"): VerdictRow[] {
  const key = measure === "first byte" ? "firstByte" : "complete";
  const { words, seconds } = CRITERIA.longText;
  const long = recorder.byWords.get(words)?.[key];
  const all = recorder.all[key];
  const longP95 = long?.at(95) ?? 0;
  const isLongMeasured = (long?.count ?? 0) > 0;
  return [
    {
      criterion: `a text of ${words} words`,
      measure,
      target: `under ${seconds} s (95 %)`,
      seen: isLongMeasured
        ? `${longP95.toFixed(3)} s of ${long?.count} requests`
        : `no text of ${words} words`,
      status: status(isLongMeasured, longP95 < seconds),
    },
    {
      criterion: "95th percentile of all requests",
      measure,
      target: `under ${CRITERIA.p95} s`,
      seen: all.count > 0 ? `${all.at(95).toFixed(3)} s` : "no answer",
      status: status(all.count > 0, all.at(95) < CRITERIA.p95),
    },
  ];
}

function countRows({ all, mostInFlight }: Recorder): VerdictRow[] {
  const total = all.ok + all.failed;
  const share = total === 0 ? 0 : all.ok / total;
  const few = total < ENOUGH_REQUESTS ? ` (below ${ENOUGH_REQUESTS} requests this says little)` : "";
  const isMet = total > 0 && share >= CRITERIA.success;
  return [
    {
      criterion: "requests that succeed",
      measure: "requests",
      target: `at least ${CRITERIA.success * 100} %`,
      seen: `${(share * 100).toFixed(2)} % of ${total}${few}`,
      status: status(total > 0, isMet),
    },
    {
      criterion: "requests at a time, with that success",
      measure: "requests",
      target: `at least ${CRITERIA.concurrency}`,
      seen: `${mostInFlight} at a time`,
      status: status(total > 0 && mostInFlight >= CRITERIA.concurrency, isMet),
    },
  ];
}

/** Every criterion, first byte and complete answer apart: one replica speaks 500 words in far more than it starts in. */
export function judge(recorder: Recorder): VerdictRow[] {
  return [
    ...latencyRows(recorder, "first byte"),
    ...latencyRows(recorder, "complete answer"),
    ...countRows(recorder),
  ];
}

/** Whether the run as a whole passes. @param strict also by the figures of the complete answer */
export function passes(rows: readonly VerdictRow[], strict: boolean): boolean {
  return rows.every((row) => row.status !== "not met" || (row.measure === "complete answer" && !strict));
}
