import type { Settings } from "../../config/schema/settings";
import type { KubernetesObject } from "../kubernetes";
import { metadata } from "../names";

/** Only the series that the rules, the dashboard and KEDA's trigger read: a proxy has thousands. */
const KEPT =
  "istio_requests_total|istio_request_duration_milliseconds_.+|istio_response_bytes_.+|istio_build|envoy_cluster_upstream_rq_active";

/** Makes Prometheus scrape the waypoint's pods. The server has no metrics. */
export function podMonitor(settings: Settings): KubernetesObject {
  return {
    apiVersion: "monitoring.coreos.com/v1",
    kind: "PodMonitor",
    metadata: metadata(settings, podMonitorName(settings), settings.monitoring.labels),
    spec: {
      selector: { matchLabels: { "gateway.networking.k8s.io/gateway-name": settings.mesh.waypoint.name } },
      podMetricsEndpoints: [
        {
          port: "http-envoy-prom",
          path: "/stats/prometheus",
          interval: "15s",
          metricRelabelings: [{ sourceLabels: ["__name__"], regex: KEPT, action: "keep" }],
        },
      ],
    },
  };
}

/** After the app and not after the waypoint, which several apps may share: each has a PodMonitor of its own. */
function podMonitorName({ name }: Settings): string {
  return `${name}-waypoint`;
}

/** The label `job` of what the PodMonitor scrapes. Source: the Prometheus operator. */
export function podMonitorJob(settings: Settings): string {
  return `${settings.namespace.name}/${podMonitorName(settings)}`;
}
