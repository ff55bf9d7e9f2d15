import { WANTED_CONCURRENCY } from "../speech/figures";
import type { Settings } from "./schema/settings";

/** One server works on one request; three more may wait for it. */
const DEFAULT_REQUESTS_PER_REPLICA = 4;

/**
 * Requests under way that one waypoint pod admits, for all servers together; undefined: without bound, as
 * without a waypoint, which is what counts them.
 * Envoy counts per Service and proxy, so with two waypoint pods up to twice as many pass.
 */
export function admittedRequests(settings: Settings): number | undefined {
  const { enabled, maxRequestsPerReplica } = settings.admission;
  if (!enabled || !settings.mesh.waypoint.enabled) return undefined;
  if (maxRequestsPerReplica !== undefined) return settings.scaling.max * maxRequestsPerReplica;
  return Math.max(WANTED_CONCURRENCY, settings.scaling.max * DEFAULT_REQUESTS_PER_REPLICA);
}

/** The least `admission.maxRequestsPerReplica` that admits the requests that are expected at once. */
export function wantedPerReplica(settings: Settings): number {
  return Math.ceil(WANTED_CONCURRENCY / settings.scaling.max);
}
