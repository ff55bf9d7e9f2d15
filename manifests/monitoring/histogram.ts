import type { Series } from "./series";

/**
 * Bounds of Istio's histograms, in seconds. Source: Envoy's default buckets in milliseconds, which Istio
 * leaves as they are. Those under a second say nothing of speech.
 */
export const BOUNDS = [1, 2.5, 5, 10, 30, 60, 300, 600, 1800, 3600] as const;

/** The first bound that is no lower. Between two bounds nobody knows how many answers were faster. */
export function boundFrom(seconds: number): number {
  return BOUNDS.find((bound) => bound >= seconds) ?? Math.max(...BOUNDS);
}

/** Share of the valid answers that took at most so long, to the last byte. @param bound one of BOUNDS */
export function shareWithin({ valid }: Series, bound: number, window: string): string {
  const milliseconds = bound * 1000;
  const rate = (name: string, matchers: string) =>
    `sum(rate(istio_request_duration_milliseconds_${name}{${matchers}}[${window}]))`;
  // Prometheus 3 writes whole bounds with a decimal place, Prometheus 2 as they come.
  const within = String.raw`${valid},le=~"${milliseconds}(\\.0)?"`;
  return `${rate("bucket", within)} / (${rate("count", valid)} > 0)`;
}
