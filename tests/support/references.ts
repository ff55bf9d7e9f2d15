import { isMapping } from "../../common/is-mapping";
import type { KubernetesObject } from "../../manifests/kubernetes";

type Labels = Record<string, string>;
type Mapping = Record<string, unknown>;

/** A name that an object holds of another one: `ConfigMap kokoro-api-server`. */
export interface Reference {
  readonly from: string;
  readonly kind: string;
  readonly name: string;
}

/** Field names that name an object, and of which kind. */
const NAMED: readonly (readonly [field: string, kind: string, name: string])[] = [
  ["configMap", "ConfigMap", "name"],
  ["configMapRef", "ConfigMap", "name"],
  ["configMapKeyRef", "ConfigMap", "name"],
  ["secret", "Secret", "secretName"],
  ["secretRef", "Secret", "name"],
  ["secretKeyRef", "Secret", "name"],
  ["persistentVolumeClaim", "PersistentVolumeClaim", "claimName"],
];

/** Lists and fields whose items say kind and name themselves, with the kind where they leave it out. */
const KINDED: Readonly<Record<string, string>> = {
  targetRefs: "Service",
  parentRefs: "Gateway",
  backendRefs: "Service",
  scaleTargetRef: "Deployment",
  parametersRef: "ConfigMap",
};

/** Every reference of an object to another one of its namespace. */
export function referencesOf(object: KubernetesObject): Reference[] {
  const from = `${object.kind} ${object.metadata.name}`;
  return walk(object.spec, (field, value) => {
    const named = NAMED.find(([name]) => name === field);
    if (named && isMapping(value)) return [{ from, kind: named[1], name: String(value[named[2]]) }];
    if (field === "serviceAccountName") return [{ from, kind: "ServiceAccount", name: String(value) }];
    if (field === "imagePullSecrets")
      return items(value).map(({ name }) => ({ from, kind: "Secret", name: String(name) }));
    const standard = KINDED[field];
    if (standard === undefined) return [];
    return items(value).map(({ kind = standard, name }) => ({
      from,
      kind: String(kind),
      name: String(name),
    }));
  });
}

/** Labels of the pods that the objects make, those of a waypoint by what Istio gives them. */
export function podLabels(objects: readonly KubernetesObject[]): Labels[] {
  return objects.flatMap((object): Labels[] => {
    if (object.kind === "Gateway")
      return [{ "gateway.networking.k8s.io/gateway-name": object.metadata.name }];
    return walk(object.spec, (field, value) =>
      field === "template" && isMapping(value)
        ? [((value.metadata ?? {}) as { labels?: Labels }).labels ?? {}]
        : [],
    );
  });
}

/** The labels by which an object selects pods of its namespace; undefined where it selects none, or all. */
export function selectorOf({ kind, spec }: KubernetesObject): Labels | undefined {
  const { selector, podSelector, endpointSelector } = (spec ?? {}) as Record<string, Mapping | undefined>;
  const own = kind === "Service" ? selector : (podSelector ?? endpointSelector ?? selector);
  const labels = (kind === "Service" ? own : own?.matchLabels) as Labels | undefined;
  return labels && Object.keys(labels).length > 0 ? labels : undefined;
}

/** Names of the ports of all containers. */
export function portNames(objects: readonly KubernetesObject[]): string[] {
  return objects.flatMap(({ kind, spec }) =>
    kind === "Deployment"
      ? walk(spec, (field, value) => (field === "ports" ? items(value).map(({ name }) => String(name)) : []))
      : [],
  );
}

function items(value: unknown): Mapping[] {
  return [value].flat().filter(isMapping);
}

function walk<T>(value: unknown, visit: (field: string, value: unknown) => T[]): T[] {
  if (Array.isArray(value)) return value.flatMap((item) => walk(item, visit));
  if (!isMapping(value)) return [];
  return Object.entries(value).flatMap(([field, child]) => [...visit(field, child), ...walk(child, visit)]);
}
