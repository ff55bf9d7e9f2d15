import { BlockList, isIPv6 } from "node:net";
import type { KubernetesObject } from "../../manifests/kubernetes";

/** An end of a connection: a pod, the node that a pod runs on, or an address that is neither. */
export type End =
  | { readonly kind: "pod"; readonly namespace: string; readonly labels: Labels }
  | { readonly kind: "node" }
  | { readonly kind: "address"; readonly ip: string };

type Labels = Readonly<Record<string, string>>;

export interface Connection {
  readonly from: End;
  readonly to: End;
  readonly port: number;
  readonly protocol?: "TCP" | "UDP";
}

/**
 * Whether NetworkPolicies and CiliumNetworkPolicies let a connection pass: those that select the
 * caller must allow it out, those that select the callee must allow it in. Knows the fields that this
 * project renders and refuses others, so that no rule is passed over in silence.
 */
export function admits(objects: readonly KubernetesObject[], connection: Connection): boolean {
  const policies = objects.flatMap(readPolicy);
  const { from, to } = connection;
  return (
    allowed(policies, from, "egress", (rule) => meets(rule, to, connection)) &&
    allowed(policies, to, "ingress", (rule) => meets(rule, from, connection))
  );
}

interface Policy {
  readonly selects: (end: End) => boolean;
  readonly ingress: readonly Rule[];
  readonly egress: readonly Rule[];
}

interface Rule {
  readonly peers: readonly ((end: End) => boolean)[];
  readonly ports: readonly { readonly port: number; readonly protocol: string }[];
}

function allowed(
  policies: readonly Policy[],
  end: End,
  direction: "ingress" | "egress",
  meetsRule: (rule: Rule) => boolean,
): boolean {
  const selecting = policies.filter(({ selects }) => selects(end));
  return selecting.length === 0 || selecting.some((policy) => policy[direction].some(meetsRule));
}

function meets(rule: Rule, peer: End, { port, protocol = "TCP" }: Connection): boolean {
  return (
    rule.peers.some((matches) => matches(peer)) &&
    rule.ports.some((open) => open.port === port && open.protocol === protocol)
  );
}

function readPolicy({ kind, metadata, spec }: KubernetesObject): Policy[] {
  const namespace = metadata.namespace ?? "";
  if (kind === "NetworkPolicy") return [kubernetesPolicy(namespace, spec as KubernetesSpec)];
  if (kind === "CiliumNetworkPolicy") return [ciliumPolicy(namespace, spec as CiliumSpec)];
  return [];
}

interface Selector {
  readonly matchLabels?: Labels;
  readonly matchExpressions?: readonly { readonly key: string; readonly operator: string }[];
}

interface KubernetesSpec {
  readonly podSelector: Selector;
  readonly policyTypes: readonly string[];
  /** Absent where nobody may come in: policyTypes closes the direction. */
  readonly ingress?: readonly { from: readonly KubernetesPeer[]; ports: Rule["ports"] }[];
  readonly egress: readonly { to: readonly KubernetesPeer[]; ports: Rule["ports"] }[];
}

interface KubernetesPeer {
  readonly ipBlock?: { readonly cidr: string };
  readonly podSelector?: Selector;
  readonly namespaceSelector?: Selector;
}

function kubernetesPolicy(namespace: string, spec: KubernetesSpec): Policy {
  known(spec, ["podSelector", "policyTypes", "ingress", "egress"]);
  if (spec.policyTypes.join() !== "Ingress,Egress") throw new Error("a direction is not restricted");
  const peer = (peer: KubernetesPeer) => kubernetesPeer(namespace, peer);
  const ingress = (spec.ingress ?? []).map(({ from, ports }) => ({ peers: from.map(peer), ports }));
  const node = { peers: [(end: End) => end.kind === "node"], ports: KUBELET_PORTS };
  return {
    selects: (end) => isPod(end, namespace) && selects(spec.podSelector, end.labels),
    ingress: [...ingress, node],
    egress: spec.egress.map(({ to, ports }) => ({ peers: to.map(peer), ports })),
  };
}

/** Kubernetes admits what comes from a pod's own node whatever a policy says; these are what the kubelet dials. */
const KUBELET_PORTS = [8880, 15020, 15021].map((port) => ({ port, protocol: "TCP" }));

function kubernetesPeer(own: string, peer: KubernetesPeer): (end: End) => boolean {
  known(peer, ["ipBlock", "podSelector", "namespaceSelector"]);
  const { ipBlock, podSelector = {}, namespaceSelector } = peer;
  if (ipBlock) return (end) => inBlock(end, ipBlock.cidr);
  return (end) => {
    if (end.kind !== "pod" || !selects(podSelector, end.labels)) return false;
    if (!namespaceSelector) return end.namespace === own;
    return selects(namespaceSelector, { "kubernetes.io/metadata.name": end.namespace });
  };
}

interface CiliumSpec {
  readonly endpointSelector: Selector;
  readonly ingress: readonly CiliumRule[];
  readonly egress: readonly CiliumRule[];
}

interface CiliumRule {
  readonly fromEndpoints?: readonly Selector[];
  readonly toEndpoints?: readonly Selector[];
  readonly fromEntities?: readonly string[];
  readonly fromCIDR?: readonly string[];
  readonly toPorts?: readonly { ports: readonly { port: string; protocol: string }[] }[];
}

function ciliumPolicy(namespace: string, spec: CiliumSpec): Policy {
  known(spec, ["endpointSelector", "ingress", "egress"]);
  // Cilium restricts a direction only where its list has a rule.
  if (spec.ingress.length === 0 || spec.egress.length === 0) throw new Error("a direction is not restricted");
  return {
    selects: (end) => isPod(end, namespace) && selects(spec.endpointSelector, end.labels),
    ingress: spec.ingress.map((rule) => ciliumRule(namespace, rule)),
    egress: spec.egress.map((rule) => ciliumRule(namespace, rule)),
  };
}

const CILIUM_NAMESPACE = "k8s:io.kubernetes.pod.namespace";

function ciliumRule(own: string, rule: CiliumRule): Rule {
  known(rule, ["fromEndpoints", "toEndpoints", "fromEntities", "fromCIDR", "toPorts"]);
  const { fromEndpoints = [], toEndpoints = [], fromEntities = [], fromCIDR = [], toPorts = [] } = rule;
  return {
    peers: [
      ...[...fromEndpoints, ...toEndpoints].map((selector) => ciliumEndpoint(own, selector)),
      ...fromEntities.map((entity) => (end: End) => entity === "host" && end.kind === "node"),
      ...fromCIDR.map((cidr) => (end: End) => inBlock(end, cidr)),
    ],
    ports: toPorts.flatMap(({ ports }) => ports.map((open) => ({ ...open, port: Number(open.port) }))),
  };
}

/** A selector that names no namespace means the policy's own. */
function ciliumEndpoint(own: string, selector: Selector): (end: End) => boolean {
  const anywhere = JSON.stringify(selector).includes(CILIUM_NAMESPACE);
  return (end) =>
    end.kind === "pod" &&
    (anywhere || end.namespace === own) &&
    selects(selector, { ...end.labels, [CILIUM_NAMESPACE]: end.namespace });
}

function selects(selector: Selector, labels: Labels): boolean {
  known(selector, ["matchLabels", "matchExpressions"]);
  const { matchLabels = {}, matchExpressions = [] } = selector;
  return (
    Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
    matchExpressions.every(({ key, operator }) => operator === "Exists" && key in labels)
  );
}

function inBlock(end: End, cidr: string): boolean {
  if (end.kind !== "address") return false;
  const [network = "", prefix] = cidr.split("/");
  const family = isIPv6(network) ? "ipv6" : "ipv4";
  const block = new BlockList();
  block.addSubnet(network, Number(prefix), family);
  return block.check(end.ip, isIPv6(end.ip) ? "ipv6" : "ipv4");
}

function isPod(end: End, namespace: string): end is Extract<End, { kind: "pod" }> {
  return end.kind === "pod" && end.namespace === namespace;
}

function known(value: object, fields: readonly string[]): void {
  const unknown = Object.keys(value).filter((field) => !fields.includes(field));
  if (unknown.length > 0) throw new Error(`the evaluator does not know ${unknown.join(", ")}`);
}
