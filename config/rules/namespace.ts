import type { Settings } from "../schema/settings";
import type { Rule } from "./rule";
import { errorIf, warningIf } from "./say";

/** Labels that other keys decide: what they write, and which key it is. */
function decided({ mesh, namespace }: Settings): Record<string, { value: string; key: string }> {
  return {
    "istio.io/dataplane-mode": { value: mesh.ambient ? "ambient" : "none", key: "mesh.ambient" },
    "pod-security.kubernetes.io/enforce": { value: namespace.podSecurity, key: "namespace.podSecurity" },
    "kustomize.toolkit.fluxcd.io/prune": { value: "disabled", key: "namespace.create" },
  };
}

const labelsAgree: Rule = (settings) => {
  const { labels } = settings.namespace;
  return Object.entries(decided(settings))
    .filter(([label, { value }]) => labels[label] !== undefined && labels[label] !== value)
    .map(([label, { value, key }]) => ({
      severity: "error" as const,
      key: `namespace.labels["${label}"]`,
      value: labels[label],
      rule: `contradicts ${key}, which makes it ${value}`,
      fix: `remove it${key === "namespace.create" ? "; with namespace.create: false the namespace and its labels are yours" : `, or change ${key}`}`,
    }));
};

/** Istio's injector looks at these labels, and a sidecar takes a pod's traffic before ztunnel does. */
const noSidecars: Rule = ({ mesh, namespace: { labels } }) =>
  errorIf(mesh.ambient && labels["istio-injection"] === "enabled", {
    key: 'namespace.labels["istio-injection"]',
    value: "enabled",
    rule: "puts sidecars into the pods, and mesh.ambient takes them into the mesh without",
    fix: "remove it, or set mesh: {ambient: false, waypoint: false}",
  });

const revisionMayInject: Rule = ({ mesh, namespace: { labels } }) =>
  warningIf(mesh.ambient && labels["istio.io/rev"] !== undefined, {
    key: 'namespace.labels["istio.io/rev"]',
    value: labels["istio.io/rev"],
    rule: "makes that revision of Istio put sidecars into the pods, where its injector is installed",
    fix: "remove it, unless that revision is installed without an injector",
  });

const waypointOfTheNamespace: Rule = ({ mesh, namespace: { labels } }) => {
  const name = labels["istio.io/use-waypoint"];
  return errorIf(name !== undefined && name !== "none" && !mesh.waypoint.enabled, {
    key: 'namespace.labels["istio.io/use-waypoint"]',
    value: name,
    rule: "sends our calls through a waypoint while mesh.waypoint is false",
    fix: "remove it, or write mesh: {waypoint: {create: false, name: NAME}} for a waypoint that exists",
  });
};

export const namespaceRules: readonly Rule[] = [
  labelsAgree,
  noSidecars,
  revisionMayInject,
  waypointOfTheNamespace,
];
