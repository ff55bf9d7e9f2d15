import type { FailureCause } from "../failure";
import type { LoadPlan } from "./options";
import type { Latencies, LatencySummary, Recorder, Tally, TimelineSecond } from "./recorder";
import { judge, passes, type VerdictRow } from "./verdict";

/** A point of the percentile curve. */
export interface CurvePoint {
  readonly percentile: number;
  readonly seconds: number;
}

export interface TallyReport {
  readonly requests: number;
  readonly ok: number;
  readonly failed: Partial<Record<FailureCause, number>>;
  readonly audioSeconds: number;
  readonly firstByte: LatencySummary;
  readonly complete: LatencySummary;
}

/** Everything that a run tells; what `--json` prints. Seconds throughout. */
export interface LoadReport {
  readonly url: string;
  readonly startedAt: string;
  readonly interrupted: boolean;
  readonly passed: boolean;
  readonly plan: Omit<LoadPlan, "requests" | "duration"> & {
    readonly requests: number | null;
    readonly duration: number | null;
  };
  readonly seconds: number;
  readonly mostInFlight: number;
  readonly requestsPerSecond: number;
  /** Seconds of audio made in a second, by all replicas together. */
  readonly audioPerSecond: number;
  readonly verdict: readonly VerdictRow[];
  readonly all: TallyReport;
  readonly byWords: readonly ({ readonly words: number } & TallyReport)[];
  readonly messages: readonly { readonly message: string; readonly count: number }[];
  readonly curves: { readonly firstByte: readonly CurvePoint[]; readonly complete: readonly CurvePoint[] };
  readonly timeline: readonly TimelineSecond[];
}

const CURVE = [0, 10, 20, 30, 40, 50, 60, 70, 75, 80, 85, 90, 92.5, 95, 97, 98, 99, 99.5, 99.9, 100];

function curve(latencies: Latencies): CurvePoint[] {
  return CURVE.map((percentile) => ({ percentile, seconds: latencies.at(percentile) }));
}

function tallyReport(tally: Tally): TallyReport {
  return {
    requests: tally.ok + tally.failed,
    ok: tally.ok,
    failed: tally.causes(),
    audioSeconds: tally.audioSeconds,
    firstByte: tally.firstByte.summary(),
    complete: tally.complete.summary(),
  };
}

export interface ReportInput {
  readonly url: string;
  readonly startedAt: Date;
  readonly plan: LoadPlan;
  readonly recorder: Recorder;
  readonly interrupted: boolean;
}

export function makeReport({ url, startedAt, plan, recorder, interrupted }: ReportInput): LoadReport {
  const seconds = recorder.elapsedSeconds();
  const verdict = judge(recorder);
  const finite = (value: number) => (Number.isFinite(value) ? value : null);
  return {
    url,
    startedAt: startedAt.toISOString(),
    interrupted,
    passed: !interrupted && passes(verdict, plan.strict),
    plan: { ...plan, requests: finite(plan.requests), duration: finite(plan.duration) },
    seconds,
    mostInFlight: recorder.mostInFlight,
    requestsPerSecond: recorder.all.ok / seconds,
    audioPerSecond: recorder.all.audioSeconds / seconds,
    verdict,
    all: tallyReport(recorder.all),
    byWords: [...recorder.byWords]
      .sort(([a], [b]) => a - b)
      .map(([words, tally]) => ({ words, ...tallyReport(tally) })),
    messages: [...recorder.messages].map(([message, count]) => ({ message, count })),
    curves: { firstByte: curve(recorder.all.firstByte), complete: curve(recorder.all.complete) },
    timeline: recorder.timeline,
  };
}
