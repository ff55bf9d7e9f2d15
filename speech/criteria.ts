/** The success criteria that the deployment is judged by, measured by `kokoro load` and estimated by `kokoro explain`. */
export const CRITERIA = {
  /** Seconds for a text of 500 words. */
  longText: { words: 500, seconds: 5 },
  /** Seconds, 95th percentile of all requests. */
  p95: 2,
  /** Requests at a time. */
  concurrency: 10,
  /** Share of valid requests. */
  success: 0.995,
} as const;
