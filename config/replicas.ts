import type { Settings } from "./schema/settings";

/** What scales when nobody says how few. */
const FEWEST = 1;

/** Fewest servers that may run: `replicas`, or the lower bound of what scales. */
export function replicasFloor({ scaling, replicas }: Settings): number {
  return scaling.kind === "fixed" ? replicas : (scaling.min ?? FEWEST);
}

/** Most servers that may run, a rollout's extra one left out. It is also the number of requests at once. */
export function replicasCeiling(settings: Settings): number {
  const { scaling, replicas } = settings;
  return scaling.kind === "fixed" ? replicas : Math.max(scaling.max ?? FEWEST, replicasFloor(settings));
}
