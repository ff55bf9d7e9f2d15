import { Interrupted, SpeechFailure } from "./failure";
import { pause } from "./pause";

/** How often a request is tried again. */
export interface RetryPolicy {
  /** After no connection or a 502, 503 or 504, with a growing wait. @default 3 */
  readonly retries: number;
  /** At once, after an answer that was cut; no mesh can do that for a stream. @default 2 */
  readonly repeats: number;
  /** The first wait, in seconds; each one after is twice as long. @default 0.5 */
  readonly firstWait: number;
  /** In seconds. @default 30 */
  readonly longestWait: number;
}

export const DEFAULT_RETRIES: RetryPolicy = { retries: 3, repeats: 2, firstWait: 0.5, longestWait: 30 };

export interface Again {
  readonly failure: SpeechFailure;
  /** Seconds until the next try. */
  readonly wait: number;
}

export interface RetryOptions {
  readonly policy: RetryPolicy;
  /** Seconds for all tries and waits together. */
  readonly total: number;
  readonly signal?: AbortSignal | undefined;
  readonly onAgain?: ((again: Again) => void) | undefined;
  /** 0 to 1. @default Math.random */
  readonly random?: () => number;
}

/** Exponential with full jitter, so that many callers do not come back at the same moment. */
export function backoffSeconds(policy: RetryPolicy, retry: number, random: () => number): number {
  return Math.min(policy.longestWait, policy.firstWait * 2 ** retry) * (0.5 + random() / 2);
}

/**
 * Runs `attempt` until it succeeds or the policy is used up.
 * @returns what it returned, and how many tries that took
 * @throws the last failure, told how many tries there were
 */
export async function withRetries<T>(
  attempt: (total: number) => Promise<T>,
  options: RetryOptions,
): Promise<{ readonly value: T; readonly tries: number }> {
  const { policy } = options;
  const end = performance.now() + options.total * 1000;
  const left = () => (end - performance.now()) / 1000;
  let retries = 0;
  let repeats = 0;
  for (let tries = 1; ; tries++) {
    try {
      return { value: await attempt(left()), tries };
    } catch (error) {
      if (!(error instanceof SpeechFailure)) throw error;
      const isBackoff = error.retry === "backoff" && retries < policy.retries;
      const isRepeat = error.retry === "repeat" && repeats < policy.repeats;
      const backoff = isBackoff ? backoffSeconds(policy, retries, options.random ?? Math.random) : 0;
      const wait = Math.max(backoff, isBackoff ? (error.retryAfter ?? 0) : 0);
      if (!(isBackoff || isRepeat) || wait >= left()) throw afterTries(error, tries);
      if (isBackoff) retries++;
      else repeats++;
      options.onAgain?.({ failure: error, wait });
      await pause(wait * 1000, options.signal);
      if (options.signal?.aborted) throw new Interrupted();
    }
  }
}

function afterTries(failure: SpeechFailure, tries: number): SpeechFailure {
  if (tries === 1) return failure;
  return new SpeechFailure(failure.reason, `${failure.message} (after ${tries} tries)`, {
    retry: failure.retry,
    isHopeless: failure.isHopeless,
    ...(failure.status !== undefined && { status: failure.status }),
    ...(failure.retryAfter !== undefined && { retryAfter: failure.retryAfter }),
  });
}
