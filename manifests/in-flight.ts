import type { Settings } from "../config/schema/settings";
import { podMonitorJob } from "./monitoring/pod-monitor";
import { SERVER_PORT, serviceHost } from "./names";

/** Envoy's gauge of the requests that a waypoint has under way. Istio's proxies keep it only where told to. */
const IN_FLIGHT = "envoy_cluster_upstream_rq_active";

/**
 * Makes a waypoint keep that gauge, for the Services behind it; Istio adds this to what it keeps anyway.
 * Source: Istio, "Envoy statistics".
 */
export const KEEPS_IN_FLIGHT = {
  "sidecar.istio.io/statsInclusionRegexps": String.raw`cluster\.inbound-vip\|.+\.upstream_rq_active`,
} as const;

/**
 * Requests in flight at the waypoint. A waypoint of others may keep no gauge: then the seconds of answer
 * that end in a second, which are the requests in flight on average (Little's law), but only once they end.
 */
export function requestsInFlight(settings: Settings): string {
  const { monitoring } = settings;
  const job = monitoring.enabled && monitoring.podMonitor ? `job="${podMonitorJob(settings)}",` : "";
  const cluster = String.raw`inbound-vip\|${SERVER_PORT}\|http\|${serviceHost(settings).replaceAll(".", String.raw`\.`)};?`;
  const active = `${IN_FLIGHT}{${job}cluster_name=~"${cluster.replaceAll("\\", String.raw`\\`)}"}`;
  const ended = `istio_request_duration_milliseconds_sum{${job}reporter="waypoint",destination_service="${serviceHost(settings)}"}`;
  return `${overPods(active)} or ${overPods(`rate(${ended}[2m])`)} / 1000`;
}

/** Two scrapes of one pod see the same requests: the pod counts once. */
function overPods(series: string): string {
  return `sum(max by (pod) (sum by (job, instance, pod) (${series})))`;
}
