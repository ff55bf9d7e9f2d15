import type { types } from "@pulumi/kubernetes";
import type { Settings } from "../config/schema/settings";
import type { KubernetesObject } from "./kubernetes";
import { metadata, SERVER_PORT, selectorLabels } from "./names";

export function service(settings: Settings): KubernetesObject {
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: metadata(settings, settings.name, waypointLabels(settings)),
    spec: {
      type: "ClusterIP",
      selector: selectorLabels(settings),
      // The name and appProtocol make Istio treat the port as HTTP: no retries without.
      ports: [{ name: "http", port: SERVER_PORT, targetPort: "http", protocol: "TCP", appProtocol: "http" }],
    },
  } satisfies types.input.core.v1.Service;
}

/** A waypoint is used by nothing until a label names it; ingress gateways need a second one. */
function waypointLabels(settings: Settings): Record<string, string> {
  if (!settings.mesh.waypoint.enabled) return {};
  return { "istio.io/use-waypoint": settings.mesh.waypoint.name, "istio.io/ingress-use-waypoint": "true" };
}
