import type { types } from "@pulumi/kubernetes";
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

type Peer = types.input.networking.v1.NetworkPolicyPeer;

/** The server hears its callers and the kubelet, asks DNS, and that is all: it needs no other service. */
export function networkPolicy(settings: Settings): KubernetesObject {
  return policy(settings, settings.name, selectorLabels(settings), {
    ingress: [...callers(settings), ...probes(settings)],
    egress: [dns()],
  });
}

/** The waypoint hears callers of the whole cluster and forwards to our servers alone. */
export function waypointNetworkPolicy(settings: Settings): KubernetesObject {
  return policy(settings, waypointName(settings), waypointPodLabels(settings), {
    // The kubelet asks for readiness from the node, which Kubernetes always admits.
    ingress: [{ from: [anyPod()], ports: tcp(HBONE_PORT, METRICS_PORT, READINESS_PORT) }],
    egress: [
      {
        to: serverLabels(settings).map((matchLabels) => ({ podSelector: { matchLabels } })),
        ports: tcp(HBONE_PORT),
      },
      { to: [podOf(ISTIO_NAMESPACE, { app: "istiod" })], ports: tcp(ISTIOD_PORT) },
      dns(),
    ],
  });
}

/** Through the tunnel from the waypoint alone; plainly only where callers outside the mesh are wanted. */
function callers(settings: Settings) {
  const { ambient, waypoint, mtls } = settings.mesh;
  const tunnel = waypoint.enabled ? { podSelector: { matchLabels: waypointPodLabels(settings) } } : anyPod();
  return [
    ...(ambient ? [{ from: [mtls === "strict" ? tunnel : anyPod()], ports: tcp(HBONE_PORT) }] : []),
    ...(!ambient || mtls === "permissive" ? [{ from: [anyPod()], ports: tcp(SERVER_PORT) }] : []),
  ];
}

/** The kubelet asks from the node, which is always admitted, but for pods in the mesh from these. */
function probes({ mesh }: Settings) {
  if (!mesh.ambient) return [];
  return [{ from: PROBE_ADDRESSES.map((cidr) => ({ ipBlock: { cidr } })), ports: tcp(SERVER_PORT) }];
}

function policy(
  settings: Settings,
  name: string,
  matchLabels: Record<string, string>,
  rules: Pick<types.input.networking.v1.NetworkPolicySpec, "ingress" | "egress">,
): KubernetesObject {
  return {
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: metadata(settings, name),
    spec: { podSelector: { matchLabels }, policyTypes: ["Ingress", "Egress"], ...rules },
  } satisfies types.input.networking.v1.NetworkPolicy;
}

function dns() {
  const ports = ["UDP", "TCP"].map((protocol) => ({ port: DNS_PORT, protocol }));
  return { to: [podOf("kube-system", { "k8s-app": "kube-dns" })], ports };
}

function podOf(namespace: string, matchLabels: Record<string, string>): Peer {
  return {
    namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": namespace } },
    podSelector: { matchLabels },
  };
}

/** Any pod of the cluster, and nothing from outside it. */
function anyPod(): Peer {
  return { namespaceSelector: {} };
}

function tcp(...ports: number[]) {
  return ports.map((port) => ({ port, protocol: "TCP" }));
}
