import { gatewayOf } from "../config/ingress";
import type { Settings } from "../config/schema/settings";
import type { KubernetesObject } from "./kubernetes";
import { metadata, SERVER_PORT, serviceHost } from "./names";
import { patience } from "./virtual-service";

/**
 * The route from an ingress gateway. An object of its own, because the waypoint's route must not be
 * bound to a gateway. No timeout of its own: it would cut streams.
 */
export function ingressVirtualService(settings: Settings): KubernetesObject {
  const { namespace, name } = gatewayOf(settings);
  return {
    apiVersion: "networking.istio.io/v1",
    kind: "VirtualService",
    metadata: metadata(settings, `${settings.name}-ingress`),
    spec: {
      hosts: settings.ingress.hosts,
      gateways: [namespace === undefined ? name : `${namespace}/${name}`],
      http: [
        {
          name: "speech",
          route: [{ destination: { host: serviceHost(settings), port: { number: SERVER_PORT } } }],
          // One place retries: the waypoint behind the gateway, or without one the gateway itself.
          ...(settings.mesh.waypoint.enabled ? { retries: { attempts: 0 } } : patience(settings)),
        },
      ],
    },
  };
}
