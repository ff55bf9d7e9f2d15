import { gatewayOf } from "../config/ingress";
import { milliseconds } from "../config/schema/primitives";
import type { Settings } from "../config/schema/settings";
import type { KubernetesObject } from "./kubernetes";
import { canaryName, metadata, SERVER_PORT } from "./names";

/** Retries and timeout for calls inside the mesh, as a route of the Service; the waypoint applies them. */
export function httpRoute(settings: Settings): KubernetesObject {
  return {
    apiVersion: "gateway.networking.k8s.io/v1",
    kind: "HTTPRoute",
    metadata: metadata(settings),
    spec: {
      parentRefs: [{ group: "", kind: "Service", name: settings.name, port: SERVER_PORT }],
      rules: [{ ...timeouts(settings), ...retry(settings), backendRefs: versions(settings) }],
    },
  };
}

/** The route from a Gateway of the Gateway API; the waypoint behind it retries. */
export function ingressHttpRoute(settings: Settings): KubernetesObject {
  const { hosts, sectionName } = settings.ingress;
  const { namespace, name } = gatewayOf(settings);
  return {
    apiVersion: "gateway.networking.k8s.io/v1",
    kind: "HTTPRoute",
    metadata: metadata(settings, `${settings.name}-ingress`),
    spec: {
      parentRefs: [{ name, ...(namespace && { namespace }), ...(sectionName && { sectionName }) }],
      hostnames: hosts,
      // No limit, and said: Envoy Gateway would cut an answer after 15 s (its documented default).
      rules: [{ timeouts: { request: "0s" }, backendRefs: backendRefs(settings) }],
    },
  };
}

function backendRefs({ name }: Settings) {
  return [{ name, port: SERVER_PORT }];
}

function versions(settings: Settings) {
  const { canary } = settings.mesh;
  if (!canary) return backendRefs(settings);
  return [
    { name: settings.name, port: SERVER_PORT, weight: 100 - canary.weight },
    { name: canaryName(settings), port: SERVER_PORT, weight: canary.weight },
  ];
}

/** backendRequest is the limit of one try only beside `retry`; alone Istio takes it for the whole answer. */
function timeouts(settings: Settings) {
  const { timeout, retries } = settings;
  const perTry = rendersRetry(settings) ? retries.perTryTimeout : undefined;
  if (!timeout && !perTry) return {};
  return {
    timeouts: {
      ...(timeout && { request: gatewayDuration(timeout) }),
      ...(perTry && { backendRequest: gatewayDuration(perTry) }),
    },
  };
}

function retry(settings: Settings) {
  if (!rendersRetry(settings)) return {};
  const { attempts, backoff, retryOn } = settings.retries;
  const codes = retryOn.flatMap(statusCodes);
  return { retry: { ...(codes.length > 0 && { codes }), attempts, backoff: gatewayDuration(backoff) } };
}

/** On the standard channel the API server refuses or drops the field. */
function rendersRetry({ mesh }: Settings): boolean {
  return mesh.gatewayApiChannel === "experimental";
}

/** The conditions of Envoy that a list of status codes can say. */
function statusCodes(condition: string): number[] {
  if (condition === "5xx") return [500, 502, 503, 504];
  if (condition === "gateway-error") return [502, 503, 504];
  return /^\d+$/.test(condition) ? [Number(condition)] : [];
}

/** Gateway API's durations have whole numbers only: `1.5s` -> `1s500ms`. Source: GEP-2257. */
export function gatewayDuration(duration: string): string {
  let rest = milliseconds(duration);
  let text = "";
  for (const [unit, size] of [
    ["h", 3_600_000],
    ["m", 60_000],
    ["s", 1000],
    ["ms", 1],
  ] as const) {
    const whole = Math.floor(rest / size);
    if (whole > 0) text += `${whole}${unit}`;
    rest -= whole * size;
  }
  return text;
}
