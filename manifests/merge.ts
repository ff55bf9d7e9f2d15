import { isMapping } from "../common/is-mapping";

/**
 * Lists whose items a strategic merge pairs by one of their fields; any other list is replaced whole.
 * Source: the patchMergeKey of Kubernetes' API types. Only the lists that objects of ours hold.
 */
const PAIRED_BY: Readonly<Record<string, readonly string[]>> = {
  containers: ["name"],
  initContainers: ["name"],
  env: ["name"],
  volumes: ["name"],
  volumeMounts: ["mountPath"],
  imagePullSecrets: ["name"],
  ports: ["containerPort", "port"],
  topologySpreadConstraints: ["topologyKey"],
};

const DELETE = "delete";

/**
 * A strategic merge as kubectl and kustomize do it: mappings merge, null removes a field, paired lists merge
 * item by item (`$patch: delete` removes one), other lists and values are replaced.
 */
export function strategicMerge<T extends object>(target: T, patch: Readonly<Record<string, unknown>>): T {
  const result = { ...target } as Record<string, unknown>;
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else result[key] = merged(key, result[key], value);
  }
  return result as T;
}

function merged(key: string, own: unknown, value: unknown): unknown {
  if (isMapping(value)) return strategicMerge(isMapping(own) ? own : {}, value);
  const pairedBy = PAIRED_BY[key];
  if (!Array.isArray(value) || !Array.isArray(own) || pairedBy === undefined) return value;
  return value.reduce<readonly unknown[]>((list, item) => withItem(list, item, pairedBy), own);
}

function withItem(list: readonly unknown[], item: unknown, pairedBy: readonly string[]): readonly unknown[] {
  const field = isMapping(item) ? pairedBy.find((name) => item[name] !== undefined) : undefined;
  if (!isMapping(item) || field === undefined) return [...list, item];
  const { $patch: directive, ...fields } = item;
  const isTheOne = (other: unknown) => isMapping(other) && other[field] === item[field];
  if (directive === DELETE) return list.filter((other) => !isTheOne(other));
  if (!list.some(isTheOne)) return [...list, strategicMerge({}, fields)];
  return list.map((other) => (isTheOne(other) ? strategicMerge(other as object, fields) : other));
}
