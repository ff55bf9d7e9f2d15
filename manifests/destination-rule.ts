import { admittedRequests } from "../config/admission";
import type { Settings } from "../config/schema/settings";
import type { KubernetesObject } from "./kubernetes";
import { metadata, serviceHost } from "./names";

/** How the waypoint picks a server, how much it admits, and when it leaves a server alone. */
export function destinationRule(settings: Settings): KubernetesObject {
  const { outlierDetection, retryBudget } = settings.mesh;
  return {
    apiVersion: "networking.istio.io/v1",
    kind: "DestinationRule",
    metadata: metadata(settings),
    spec: {
      host: serviceHost(settings),
      trafficPolicy: {
        // A busy server holds its connections: the one with the fewest is the idle one.
        loadBalancer: { simple: "LEAST_REQUEST" },
        connectionPool: { tcp: { connectTimeout: "5s" }, ...admission(settings) },
        ...(outlierDetection.enabled && { outlierDetection: ejection(settings) }),
        ...(retryBudget.enabled && {
          retryBudget: { percent: retryBudget.percent, minRetryConcurrency: retryBudget.minConcurrent },
        }),
      },
    },
  };
}

/**
 * Envoy's limits count for the whole Service. `http2MaxRequests` holds for HTTP/1.1 too, despite its
 * name; requests that wait for a connection count apart, and a burst is all waiting at first.
 */
function admission(settings: Settings) {
  const admitted = admittedRequests(settings);
  return admitted && { http: { http2MaxRequests: admitted, http1MaxPendingRequests: admitted } };
}

function ejection({ mesh }: Settings) {
  const { consecutiveErrors, consecutiveGatewayErrors, interval, baseEjectionTime, maxEjectionPercent } =
    mesh.outlierDetection;
  return {
    consecutive5xxErrors: consecutiveErrors,
    consecutiveGatewayErrors,
    interval,
    baseEjectionTime,
    maxEjectionPercent,
  };
}
