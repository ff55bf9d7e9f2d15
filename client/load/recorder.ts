import { build, type Histogram } from "hdr-histogram-js";
import { FAILURE_CAUSES, type FailureCause } from "../failure";

const MICROSECONDS = 1e6;
const LONGEST_SECONDS = 7 * 24 * 3600;

/** Figures of a set of latencies, in seconds. */
export interface LatencySummary {
  readonly count: number;
  readonly mean: number;
  readonly p50: number;
  readonly p90: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

/** Latencies to the microsecond, three digits, in constant memory (HDR histogram). */
export class Latencies {
  private readonly histogram: Histogram = build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: LONGEST_SECONDS * MICROSECONDS,
    numberOfSignificantValueDigits: 3,
  });

  record(seconds: number): void {
    this.histogram.recordValue(Math.max(1, Math.round(seconds * MICROSECONDS)));
  }

  /** @param percentile 0 to 100 @returns seconds; 0 where nothing was recorded */
  at(percentile: number): number {
    return this.count === 0 ? 0 : this.histogram.getValueAtPercentile(percentile) / MICROSECONDS;
  }

  get count(): number {
    return this.histogram.totalCount;
  }

  summary(): LatencySummary {
    const mean = this.count === 0 ? 0 : this.histogram.mean / MICROSECONDS;
    const [p50, p90, p95, p99, max] = [50, 90, 95, 99, 100].map((percentile) => this.at(percentile));
    return {
      count: this.count,
      mean,
      p50: p50 ?? 0,
      p90: p90 ?? 0,
      p95: p95 ?? 0,
      p99: p99 ?? 0,
      max: max ?? 0,
    };
  }
}

/** One finished request, as the load saw it; seconds since it was due. */
export type Outcome = { readonly words: number } & (
  | {
      readonly ok: true;
      readonly firstByteSeconds: number;
      readonly totalSeconds: number;
      readonly audioSeconds: number;
      readonly bytes: number;
    }
  | { readonly ok: false; readonly cause: FailureCause; readonly message: string }
);

/** What happened in one second of the run. */
export interface TimelineSecond {
  readonly second: number;
  ok: number;
  failed: number;
  /** Most requests that were under way. */
  inFlight: number;
}

/** Requests of one length, or all of them. */
export class Tally {
  readonly firstByte = new Latencies();
  readonly complete = new Latencies();
  readonly failures = new Map<FailureCause, number>();
  audioSeconds = 0;

  add(outcome: Outcome): void {
    if (!outcome.ok) {
      this.failures.set(outcome.cause, (this.failures.get(outcome.cause) ?? 0) + 1);
      return;
    }
    this.firstByte.record(outcome.firstByteSeconds);
    this.complete.record(outcome.totalSeconds);
    this.audioSeconds += outcome.audioSeconds;
  }

  get ok(): number {
    return this.complete.count;
  }

  get failed(): number {
    return [...this.failures.values()].reduce((sum, number) => sum + number, 0);
  }

  causes(): Partial<Record<FailureCause, number>> {
    const known = FAILURE_CAUSES.filter((cause) => this.failures.has(cause));
    return Object.fromEntries(known.map((cause) => [cause, this.failures.get(cause)]));
  }
}

const MOST_MESSAGES = 5;

/** Collects a run as it goes. */
export class Recorder {
  readonly all = new Tally();
  readonly byWords = new Map<number, Tally>();
  readonly timeline: TimelineSecond[] = [];
  /** Different messages of failures, the first few. */
  readonly messages = new Map<string, number>();
  inFlight = 0;
  mostInFlight = 0;
  private readonly started = performance.now();

  begin(): void {
    this.inFlight++;
    this.mostInFlight = Math.max(this.mostInFlight, this.inFlight);
    const second = this.second();
    second.inFlight = Math.max(second.inFlight, this.inFlight);
  }

  /** A request that was begun ends without an outcome: it was interrupted. */
  drop(): void {
    this.inFlight--;
  }

  end(outcome: Outcome): void {
    const second = this.second();
    this.inFlight--;
    this.all.add(outcome);
    const tally = this.byWords.get(outcome.words) ?? new Tally();
    this.byWords.set(outcome.words, tally);
    tally.add(outcome);
    if (outcome.ok) second.ok++;
    else {
      second.failed++;
      this.note(outcome.message);
    }
  }

  elapsedSeconds(): number {
    return (performance.now() - this.started) / 1000;
  }

  private note(message: string): void {
    if (!this.messages.has(message) && this.messages.size >= MOST_MESSAGES) return;
    this.messages.set(message, (this.messages.get(message) ?? 0) + 1);
  }

  private second(): TimelineSecond {
    const now = Math.floor(this.elapsedSeconds());
    while (this.timeline.length <= now) {
      this.timeline.push({ second: this.timeline.length, ok: 0, failed: 0, inFlight: this.inFlight });
    }
    return this.timeline[now] as TimelineSecond;
  }
}
