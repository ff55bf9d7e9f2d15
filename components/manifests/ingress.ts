import type { Settings } from "../../config/settings";
import type { KubernetesObject } from "../kubernetes";
import { metadata, SERVER_PORT, serviceHost } from "./names";

/**
 * The route from an ingress gateway. An object of its own, because the waypoint's route must not be
 * bound to a gateway; retries happen at the waypoint, which the Service's label puts behind the gateway.
 */
export function ingressVirtualService(settings: Settings): KubernetesObject {
  return {
    apiVersion: "networking.istio.io/v1",
    kind: "VirtualService",
    metadata: metadata(settings, `${settings.name}-ingress`),
    spec: {
      hosts: settings.ingress.hosts,
      gateways: [settings.ingress.gateway],
      http: [
        {
          name: "speech",
          route: [{ destination: { host: serviceHost(settings), port: { number: SERVER_PORT } } }],
          retries: { attempts: 0 },
        },
      ],
    },
  };
}
