// When the machine stopped while something ran, and what is left of its requests without those that met a stop.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";

/** Milliseconds around both ends of a request: what a stop holds up is worked off after it. */
const [BEFORE, AFTER] = [2, 1];

/**
 * @param program the built machine-stops.c
 * @returns what the work returned, and the stops meanwhile; undefined where this user may not watch
 */
export async function watchingStops(program, work) {
  const watch = spawn(program, { stdio: ["ignore", "pipe", "inherit"] });
  const [ended, printed] = [once(watch, "exit"), text(watch.stdout)];
  const result = await work();
  watch.kill("SIGTERM");
  await ended;
  return { result, stops: watch.exitCode === 0 ? JSON.parse(await printed) : undefined };
}

/** @param spans [[from, to], ...] of requests @returns those with no stop at their start or at their end */
export function awayFrom(stops, spans) {
  const meets = (moment) => stops.some(([from, to]) => from < moment + AFTER && to > moment - BEFORE);
  return spans.filter(([from, to]) => !meets(from) && !meets(to));
}

/** @returns the percentile of the spans' lengths */
export function percentile(spans, part) {
  const lengths = spans.map(([from, to]) => to - from).sort((a, b) => a - b);
  return lengths[Math.min(lengths.length - 1, Math.floor(lengths.length * part))];
}
