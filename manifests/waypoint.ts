import type { Settings } from "../config/schema/settings";
import { KEEPS_IN_FLIGHT } from "./in-flight";
import type { KubernetesObject } from "./kubernetes";
import { metadata } from "./names";
import { waypointParametersName } from "./waypoint-parameters";

/** The proxy that applies retries, timeouts and policies to calls of the Service. Istio runs its pods. */
export function waypoint(settings: Settings): KubernetesObject {
  return {
    apiVersion: "gateway.networking.k8s.io/v1",
    kind: "Gateway",
    metadata: metadata(settings, settings.mesh.waypoint.name, { "istio.io/waypoint-for": "service" }),
    spec: {
      gatewayClassName: "istio-waypoint",
      infrastructure: {
        // Named, so that Istio does not copy the Gateway's labels, with what Flux adds to them.
        labels: { "app.kubernetes.io/name": settings.mesh.waypoint.name },
        ...(settings.scaling.kind === "keda" && { annotations: KEEPS_IN_FLIGHT }),
        parametersRef: { group: "", kind: "ConfigMap", name: waypointParametersName(settings) },
      },
      listeners: [{ name: "mesh", port: 15008, protocol: "HBONE" }],
    },
  };
}
