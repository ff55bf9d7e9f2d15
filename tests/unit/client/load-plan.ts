import type { LoadPlan } from "../../../client/load/options";

/** A short load of four callers. */
export const PLAN: LoadPlan = {
  arrivals: { kind: "closed", concurrency: 4 },
  requests: 12,
  duration: Number.POSITIVE_INFINITY,
  words: [12, 40],
  format: "mp3",
  voice: undefined,
  stream: true,
  strict: false,
};
