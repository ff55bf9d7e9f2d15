import type { Settings } from "../config/schema/settings";
import type { KubernetesObject } from "./kubernetes";
import { canaryName, metadata, SERVER_PORT, serviceHost } from "./names";

/** Retries and timeout for calls inside the mesh; the waypoint applies them. */
export function virtualService(settings: Settings): KubernetesObject {
  return {
    apiVersion: "networking.istio.io/v1",
    kind: "VirtualService",
    metadata: metadata(settings),
    spec: {
      hosts: [serviceHost(settings)],
      // `mesh` is what binds it to the waypoint; a list of ingress gateways alone would unbind it.
      gateways: ["mesh"],
      http: [
        {
          name: "speech",
          route: destinations(settings),
          ...patience(settings),
        },
      ],
    },
  };
}

/** Both versions where there are two; a call that one of them fails is retried on the same. */
function destinations(settings: Settings) {
  const to = (host: string) => ({ destination: { host, port: { number: SERVER_PORT } } });
  const { canary } = settings.mesh;
  if (!canary) return [to(serviceHost(settings))];
  return [
    { ...to(serviceHost(settings)), weight: 100 - canary.weight },
    { ...to(serviceHost({ ...settings, name: canaryName(settings) })), weight: canary.weight },
  ];
}

/** Retries and timeout of a route. `timeout: 0s` would drop the whole object: no limit is written as no field. */
export function patience(settings: Settings) {
  return { ...(settings.timeout && { timeout: settings.timeout }), retries: retryPolicy(settings) };
}

function retryPolicy({ retries }: Settings) {
  // Left out, Istio's own default of two retries would apply.
  if (retries.attempts === 0) return { attempts: 0 };
  const { attempts, perTryTimeout, backoff, retryOn } = retries;
  return { attempts, ...(perTryTimeout && { perTryTimeout }), backoff, retryOn: retryOn.join(",") };
}
