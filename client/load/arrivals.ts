import { pause } from "../pause";

/** When requests are due: the first at once, then one every so many milliseconds. */
export interface Arrivals {
  readonly interval: number;
  readonly count: number;
  readonly signal: AbortSignal;
}

/**
 * Calls `arrive` for each request when it is due, whatever the ones before it do.
 * @param arrive gets its number, from 0, and the moment when it was due, in milliseconds of `performance.now()`
 */
export async function eachArrival(
  { interval, count, signal }: Arrivals,
  arrive: (number: number, due: number) => void,
): Promise<void> {
  const start = performance.now();
  for (let number = 0; number < count; number++) {
    const due = start + number * interval;
    // A late timer delays none of the moments after it, for they all count from the start.
    for (let left = due - performance.now(); left > 0; left = due - performance.now()) {
      await pause(left, signal);
      if (signal.aborted) return;
    }
    if (signal.aborted) return;
    arrive(number, due);
  }
}
