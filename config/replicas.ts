import type { Settings } from "./schema/settings";

/** Fewest servers that may run: `replicas`, or the lower bound of what scales. */
export function replicasFloor({ scaling }: Settings): number {
  return scaling.min;
}

/** Most servers that may run, a rollout's extra one left out. It is also the number of requests at once. */
export function replicasCeiling({ scaling }: Settings): number {
  return scaling.max;
}
