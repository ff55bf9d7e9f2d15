import type { Settings } from "../../config/settings";
import type { KubernetesObject } from "../kubernetes";
import {
  metadata,
  SERVER_PORT,
  selectorLabels,
  serverLabels,
  waypointName,
  waypointPodLabels,
} from "./names";
import {
  DNS_PORT,
  HBONE_PORT,
  ISTIO_NAMESPACE,
  ISTIOD_PORT,
  METRICS_PORT,
  PROBE_ADDRESSES,
  READINESS_PORT,
} from "./ports";

const NAMESPACE_LABEL = "k8s:io.kubernetes.pod.namespace";

/** The server hears its callers and the kubelet, asks DNS, and that is all: it needs no other service. */
export function ciliumNetworkPolicy(settings: Settings): KubernetesObject {
  return policy(settings, settings.name, selectorLabels(settings), {
    ingress: [...callers(settings), ...probes(settings)],
    egress: [dns()],
  });
}

/** The waypoint hears callers of the whole cluster and forwards to our servers alone. */
export function waypointCiliumNetworkPolicy(settings: Settings): KubernetesObject {
  const namespace = settings.namespace.name;
  return policy(settings, waypointName(settings), waypointPodLabels(settings), {
    ingress: [
      { fromEndpoints: [anyPod()], toPorts: tcp(HBONE_PORT, METRICS_PORT, READINESS_PORT) },
      { fromEntities: ["host"], toPorts: tcp(READINESS_PORT) },
    ],
    egress: [
      {
        toEndpoints: serverLabels(settings).map((labels) => podOf(namespace, labels)),
        toPorts: tcp(HBONE_PORT),
      },
      { toEndpoints: [podOf(ISTIO_NAMESPACE, { app: "istiod" })], toPorts: tcp(ISTIOD_PORT) },
      dns(),
    ],
  });
}

/** Through the tunnel from the waypoint alone; plainly only where callers outside the mesh are wanted. */
function callers(settings: Settings) {
  const { ambient, waypoint, mtls } = settings.mesh;
  const tunnel = waypoint.enabled ? podOf(settings.namespace.name, waypointPodLabels(settings)) : anyPod();
  return [
    ...(ambient
      ? [{ fromEndpoints: [mtls === "strict" ? tunnel : anyPod()], toPorts: tcp(HBONE_PORT) }]
      : []),
    ...(!ambient || mtls === "permissive" ? [{ fromEndpoints: [anyPod()], toPorts: tcp(SERVER_PORT) }] : []),
  ];
}

/** Of pods in the mesh Cilium takes the kubelet's rewritten address for one from outside the cluster. */
function probes({ mesh }: Settings) {
  return [
    mesh.ambient
      ? { fromCIDR: PROBE_ADDRESSES, toPorts: tcp(SERVER_PORT) }
      : { fromEntities: ["host"], toPorts: tcp(SERVER_PORT) },
  ];
}

/** A policy with rules for a direction denies everything else in that direction. */
function policy(
  settings: Settings,
  name: string,
  matchLabels: Record<string, string>,
  rules: { ingress: object[]; egress: object[] },
): KubernetesObject {
  return {
    apiVersion: "cilium.io/v2",
    kind: "CiliumNetworkPolicy",
    metadata: metadata(settings, name),
    spec: { endpointSelector: { matchLabels }, ...rules },
  };
}

function dns() {
  const ports = ["UDP", "TCP"].map((protocol) => ({ port: String(DNS_PORT), protocol }));
  return { toEndpoints: [podOf("kube-system", { "k8s-app": "kube-dns" })], toPorts: [{ ports }] };
}

function podOf(namespace: string, labels: Record<string, string>) {
  return { matchLabels: { [NAMESPACE_LABEL]: namespace, ...labels } };
}

/** Any pod of the cluster: one that has a namespace. */
function anyPod() {
  return { matchExpressions: [{ key: NAMESPACE_LABEL, operator: "Exists" }] };
}

function tcp(...ports: number[]) {
  return [{ ports: ports.map((port) => ({ port: String(port), protocol: "TCP" })) }];
}
