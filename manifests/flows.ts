import type { Settings } from "../config/schema/settings";
import { SERVER_PORT, selectorLabels, serverLabels, waypointPodLabels } from "./names";

/**
 * What may flow to and from our pods, said once: NetworkPolicies and CiliumNetworkPolicies are two
 * ways to write it. Ports and addresses of Istio's: istio.io, "Ports used by Istio".
 */
export interface Fence {
  /** Name of the policy. */
  readonly name: string;
  /** Labels of the pods that it is about. */
  readonly pods: Labels;
  readonly ingress: readonly Flow[];
  readonly egress: readonly Flow[];
}

export interface Flow {
  readonly peer: Peer;
  readonly ports: readonly Port[];
}

export interface Port {
  readonly port: number;
  readonly protocol: "TCP" | "UDP";
}

/** `probe`: the kubelet, as pods in the mesh see it. `node`: the kubelet, as others do. `any`: the cluster's pods. */
export type Peer =
  | "any"
  | "probe"
  | "node"
  | { readonly namespace: string; readonly pods: readonly Labels[] };

type Labels = Readonly<Record<string, string>>;

/** HBONE: the mutual-TLS tunnel between ztunnels and waypoints. Outside a pod all mesh traffic is this. */
const TUNNEL = tcp(15008);

/** Istio rewrites the source of the kubelet's probes to these, so that ztunnel lets them pass. */
export const PROBE_ADDRESSES = ["169.254.7.127/32", "fd16:9254:7127:1337:ffff:ffff:ffff:ffff/128"];

/** The server hears its callers and the kubelet, asks DNS, and that is all: it needs no other service. */
export function serverFence(settings: Settings): Fence {
  const { ambient } = settings.mesh;
  const probe: Flow = { peer: ambient ? "probe" : "node", ports: tcp(SERVER_PORT) };
  return {
    name: settings.name,
    pods: selectorLabels(settings),
    ingress: [...callers(settings), probe],
    egress: [DNS],
  };
}

/** The waypoint hears callers of the whole cluster and forwards to our servers alone. */
export function waypointFence(settings: Settings): Fence {
  const readiness = tcp(15021);
  const servers = { namespace: settings.namespace.name, pods: serverLabels(settings) };
  const istiod = { namespace: "istio-system", pods: [{ app: "istiod" }] };
  return {
    name: settings.mesh.waypoint.name,
    pods: waypointPodLabels(settings),
    ingress: [
      { peer: "any", ports: [...TUNNEL, ...METRICS, ...readiness] },
      { peer: "node", ports: readiness },
    ],
    egress: [{ peer: servers, ports: TUNNEL }, { peer: istiod, ports: tcp(15012) }, DNS],
  };
}

/** The check or the batch: nobody asks them, and they ask our servers, through the waypoint where there is one. */
export function callerFence(settings: Settings, name: string): Fence {
  const { ambient, waypoint } = settings.mesh;
  const pods = waypoint.enabled ? [waypointPodLabels(settings)] : serverLabels(settings);
  const peer = { namespace: settings.namespace.name, pods };
  return {
    name,
    pods: { app: name },
    ingress: [],
    egress: [{ peer, ports: ambient ? TUNNEL : tcp(SERVER_PORT) }, DNS],
  };
}

/** Istio's merged metrics, and Envoy's own, which our PodMonitor reads. */
const METRICS = [...tcp(15020), ...tcp(15090)];

const DNS: Flow = {
  peer: { namespace: "kube-system", pods: [{ "k8s-app": "kube-dns" }] },
  ports: [{ port: 53, protocol: "UDP" }, ...tcp(53)],
};

/** Through the tunnel from the waypoint alone; plainly only where callers outside the mesh are wanted. */
function callers(settings: Settings): Flow[] {
  const { ambient, waypoint, mtls } = settings.mesh;
  const ours = { namespace: settings.namespace.name, pods: [waypointPodLabels(settings)] };
  const tunnel = { peer: waypoint.enabled && mtls === "strict" ? ours : ("any" as const), ports: TUNNEL };
  const plain = { peer: "any" as const, ports: tcp(SERVER_PORT) };
  if (!ambient) return [plain];
  return mtls === "strict" ? [tunnel] : [tunnel, plain];
}

function tcp(port: number): Port[] {
  return [{ port, protocol: "TCP" }];
}
