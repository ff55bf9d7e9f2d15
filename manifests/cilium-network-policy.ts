import { batchName } from "../config/batch";
import type { Settings } from "../config/schema/settings";
import {
  callerFence,
  type Fence,
  type Flow,
  type Peer,
  PROBE_ADDRESSES,
  serverFence,
  waypointFence,
} from "./flows";
import type { KubernetesObject } from "./kubernetes";
import { metadata } from "./names";
import { cronJobName } from "./smoke/names";

export function ciliumNetworkPolicy(settings: Settings): KubernetesObject {
  return policy(settings, serverFence(settings));
}

export function waypointCiliumNetworkPolicy(settings: Settings): KubernetesObject {
  return policy(settings, waypointFence(settings));
}

export function smokeCiliumNetworkPolicy(settings: Settings): KubernetesObject {
  return policy(settings, callerFence(settings, cronJobName(settings)));
}

export function batchCiliumNetworkPolicy(settings: Settings): KubernetesObject {
  return policy(settings, callerFence(settings, batchName(settings)));
}

/** Rules for a direction deny everything else in that direction. */
function policy(settings: Settings, fence: Fence): KubernetesObject {
  return {
    apiVersion: "cilium.io/v2",
    kind: "CiliumNetworkPolicy",
    metadata: metadata(settings, fence.name),
    spec: {
      endpointSelector: { matchLabels: fence.pods },
      // One empty rule denies all; an empty list would leave the direction open.
      ingress:
        fence.ingress.length === 0
          ? [{}]
          : fence.ingress.map((flow) => ({ ...from(flow.peer), toPorts: toPorts(flow) })),
      egress: fence.egress.map((flow) => ({ toEndpoints: endpoints(flow.peer), toPorts: toPorts(flow) })),
    },
  };
}

function from(peer: Peer) {
  if (peer === "node") return { fromEntities: ["host"] };
  // Cilium takes the kubelet's rewritten address for one from outside the cluster.
  if (peer === "probe") return { fromCIDR: PROBE_ADDRESSES };
  return { fromEndpoints: endpoints(peer) };
}

const NAMESPACE = "k8s:io.kubernetes.pod.namespace";

function endpoints(peer: Peer) {
  // Every pod of the cluster has a namespace, and nothing else has.
  if (typeof peer === "string") return [{ matchExpressions: [{ key: NAMESPACE, operator: "Exists" }] }];
  return peer.pods.map((labels) => ({ matchLabels: { [NAMESPACE]: peer.namespace, ...labels } }));
}

function toPorts({ ports }: Flow) {
  return [{ ports: ports.map(({ port, protocol }) => ({ port: String(port), protocol })) }];
}
