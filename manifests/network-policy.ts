import type { types } from "@pulumi/kubernetes";
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

export function networkPolicy(settings: Settings): KubernetesObject {
  return policy(settings, serverFence(settings));
}

export function waypointNetworkPolicy(settings: Settings): KubernetesObject {
  return policy(settings, waypointFence(settings));
}

export function smokeNetworkPolicy(settings: Settings): KubernetesObject {
  return policy(settings, callerFence(settings, cronJobName(settings)));
}

export function batchNetworkPolicy(settings: Settings): KubernetesObject {
  return policy(settings, callerFence(settings, batchName(settings)));
}

function policy(settings: Settings, fence: Fence): KubernetesObject {
  const own = settings.namespace.name;
  // Kubernetes always admits a pod's own node.
  const rules = (flows: readonly Flow[]) =>
    flows
      .filter(({ peer }) => peer !== "node")
      .map(({ peer, ports }) => ({ peers: peers(peer, own), ports: [...ports] }));
  const ingress = rules(fence.ingress);
  return {
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: metadata(settings, fence.name),
    spec: {
      podSelector: { matchLabels: fence.pods },
      policyTypes: ["Ingress", "Egress"],
      // A direction without rules is closed by policyTypes.
      ...(ingress.length > 0 && { ingress: ingress.map(({ peers, ports }) => ({ from: peers, ports })) }),
      egress: rules(fence.egress).map(({ peers, ports }) => ({ to: peers, ports })),
    },
  } satisfies types.input.networking.v1.NetworkPolicy;
}

function peers(peer: Peer, own: string): types.input.networking.v1.NetworkPolicyPeer[] {
  if (peer === "probe") return PROBE_ADDRESSES.map((cidr) => ({ ipBlock: { cidr } }));
  // Any namespace: the pods of the cluster, and nothing from outside it.
  if (typeof peer === "string") return [{ namespaceSelector: {} }];
  const namespace = { matchLabels: { "kubernetes.io/metadata.name": peer.namespace } };
  return peer.pods.map((matchLabels) => ({
    ...(peer.namespace !== own && { namespaceSelector: namespace }),
    podSelector: { matchLabels },
  }));
}
