import type { Settings } from "../../config/settings";
import type { KubernetesObject } from "../kubernetes";
import { metadata, serviceHost } from "./names";

/** How the waypoint picks a server, and when it leaves one alone. */
export function destinationRule(settings: Settings): KubernetesObject {
  return {
    apiVersion: "networking.istio.io/v1",
    kind: "DestinationRule",
    metadata: metadata(settings),
    spec: {
      host: serviceHost(settings),
      trafficPolicy: {
        // A busy server holds its connections: the one with the fewest is the idle one.
        loadBalancer: { simple: "LEAST_REQUEST" },
        connectionPool: { tcp: { connectTimeout: "5s" } },
        outlierDetection: {
          consecutive5xxErrors: 5,
          interval: "10s",
          baseEjectionTime: "30s",
          maxEjectionPercent: 50,
        },
      },
    },
  };
}
