import type { Problem } from "../common/problem";
import type { KubernetesObject } from "./kubernetes";
import { fileOf, type Manifest } from "./manifest";

type Named = Pick<KubernetesObject, "apiVersion" | "kind"> & {
  readonly metadata: { readonly name: string; readonly namespace?: string };
};

/** What a cluster and kustomize take for one object. The version is not part of it. */
export function identityOf({ apiVersion, kind, metadata: { name, namespace = "" } }: Named): string {
  const group = apiVersion.includes("/") ? apiVersion.slice(0, apiVersion.indexOf("/")) : "";
  return [group, kind, namespace, name].join("/");
}

/** An object for messages: `ConfigMap ai-services/kokoro-api-server`. */
export function describeObject({ kind, metadata: { name, namespace } }: Named): string {
  return `${kind} ${namespace === undefined ? "" : `${namespace}/`}${name}`;
}

/** The key of the configuration that gives an object its name. */
export function namingKey({ key }: Manifest): string {
  return key ?? "name";
}

/** The object itself, and those that a controller makes in its name. */
export function claimedBy({ object }: Manifest): Named[] {
  const { metadata } = object;
  const made = (apiVersion: string, kind: string): Named => ({ apiVersion, kind, metadata });
  if (object.kind === "ExternalSecret") return [object, made("v1", "Secret")];
  const { gatewayClassName } = (object.spec ?? {}) as { gatewayClassName?: unknown };
  if (gatewayClassName !== "istio-waypoint") return [object];
  // Istio's template of a waypoint. Source: Istio 1.30, waypoint.yaml.
  return [object, made("v1", "Service"), made("v1", "ServiceAccount"), made("apps/v1", "Deployment")];
}

/** Where two objects of one configuration are the same to a cluster: the later one would replace the earlier. */
export function identityProblems(manifests: readonly Manifest[]): Problem[] {
  const first = new Map<string, Manifest>();
  // One problem a key: a name that is taken is taken for several objects.
  const problems = new Map<string, Problem>();
  for (const manifest of manifests) {
    for (const object of claimedBy(manifest)) {
      const identity = identityOf(object);
      const other = first.get(identity);
      if (other === undefined) first.set(identity, manifest);
      else {
        const problem = twice(manifest, other, object);
        if (!problems.has(problem.key)) problems.set(problem.key, problem);
      }
    }
  }
  return [...problems.values()];
}

function twice(manifest: Manifest, other: Manifest, object: Named): Problem {
  return {
    severity: "error",
    key: manifest.key ?? other.key ?? "name",
    rule: `would make ${describeObject(object)} a second time: ${placeOf(other)} makes it already`,
    fix: "give one of the two another name, or leave it out",
  };
}

/** Where an object comes from, as a user finds it. */
function placeOf(manifest: Manifest): string {
  return manifest.verbatim && manifest.key ? manifest.key : `kokoro itself (${fileOf(manifest)})`;
}
