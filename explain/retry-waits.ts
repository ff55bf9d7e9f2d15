import { milliseconds } from "../config/schema/primitives";
import type { Settings } from "../config/schema/settings";

/** What retries mean for one caller. Unit: seconds. */
export interface RetryWaits {
  /** Tries in all, the first one included. */
  readonly tries: number;
  /** Conditions under which a try is repeated; empty where none is. */
  readonly retryOn: readonly string[];
  /** Longest pauses between the tries, in their order. */
  readonly longestPauses: readonly number[];
  /** Longest wait for the first byte of the answer; absent where nothing bounds it. */
  readonly longestFirstByte?: number;
  /** Longest time for the whole answer; absent where nothing bounds it. */
  readonly longestAnswer?: number;
}

/** Envoy draws each pause from 0 to (2^n - 1) x base, at most ten times the base. */
const MOST_BASES = 10;

export function retryWaits(settings: Settings): RetryWaits {
  const { retries, mesh, timeout } = settings;
  if (!mesh.waypoint.enabled) return { tries: 1, retryOn: [], longestPauses: [] };
  const longestPauses = Array.from(
    { length: retries.attempts },
    (_, index) => seconds(retries.backoff) * Math.min(2 ** (index + 1) - 1, MOST_BASES),
  );
  const longestAnswer = timeout && seconds(timeout);
  const longestFirstByte = firstByteBound(settings, longestPauses, longestAnswer || undefined);
  return {
    tries: retries.attempts + 1,
    retryOn: retries.attempts === 0 ? [] : retries.retryOn,
    longestPauses,
    ...(longestFirstByte !== undefined && { longestFirstByte }),
    ...(longestAnswer && { longestAnswer }),
  };
}

/** A try without limit makes the sum of the tries one without limit. */
function firstByteBound(
  { retries }: Settings,
  pauses: readonly number[],
  longestAnswer: number | undefined,
): number | undefined {
  if (!retries.perTryTimeout) return longestAnswer;
  const sum = (retries.attempts + 1) * seconds(retries.perTryTimeout) + pauses.reduce((a, b) => a + b, 0);
  return longestAnswer === undefined ? sum : Math.min(sum, longestAnswer);
}

function seconds(duration: string): number {
  return milliseconds(duration) / 1000;
}
