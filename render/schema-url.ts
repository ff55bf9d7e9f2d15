import type { KubernetesObject } from "../manifests/kubernetes";

const SCHEMAS = "https://kubernetes-schemas.pages.dev";

/** API groups of Kubernetes itself; their schemas lie in folders `<group>/<version>/<kind>.json`. */
const BUILT_IN = new Set([
  "apps",
  "autoscaling",
  "batch",
  "policy",
  "networking.k8s.io",
  "rbac.authorization.k8s.io",
]);

/** The JSON schema that editors check a document against, as HomeCluster names it on line 1. */
export function schemaUrl({ apiVersion, kind }: Pick<KubernetesObject, "apiVersion" | "kind">): string {
  const [group, version] = apiVersion.includes("/")
    ? (apiVersion.split("/") as [string, string])
    : ["", apiVersion];
  const name = kind.toLowerCase();
  if (group === "") return `${SCHEMAS}/${version}/${name}.json`;
  if (BUILT_IN.has(group)) return `${SCHEMAS}/${group}/${version}/${name}.json`;
  return `${SCHEMAS}/${group}/${name}_${version}.json`;
}
