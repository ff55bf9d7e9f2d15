import type { Settings } from "../../config/settings";
import type { KubernetesObject } from "../kubernetes";
import { metadata, waypointName } from "./names";

/** The proxy that applies retries, timeouts and policies to calls of the Service. Istio runs its pods. */
export function waypoint(settings: Settings): KubernetesObject {
  return {
    apiVersion: "gateway.networking.k8s.io/v1",
    kind: "Gateway",
    metadata: metadata(settings, waypointName(settings), { "istio.io/waypoint-for": "service" }),
    spec: {
      gatewayClassName: "istio-waypoint",
      infrastructure: {
        // Named, so that Istio does not copy the Gateway's labels, with what Flux adds to them.
        labels: { "app.kubernetes.io/name": waypointName(settings) },
        parametersRef: { group: "", kind: "ConfigMap", name: waypointParametersName(settings) },
      },
      listeners: [{ name: "mesh", port: 15008, protocol: "HBONE" }],
    },
  };
}

export function waypointParametersName(settings: Settings): string {
  return `${waypointName(settings)}-parameters`;
}

/**
 * What Istio's own template of the waypoint lacks: without a seccomp profile Pod Security
 * `restricted` admits no waypoint pod, and no call would ever pass.
 */
export function waypointParameters(settings: Settings): KubernetesObject {
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: metadata(settings, waypointParametersName(settings)),
    data: { deployment: WAYPOINT_DEPLOYMENT },
  };
}

const WAYPOINT_DEPLOYMENT = `spec:
  template:
    spec:
      securityContext:
        seccompProfile:
          type: RuntimeDefault
`;
