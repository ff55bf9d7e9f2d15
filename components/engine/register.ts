import * as k8s from "@pulumi/kubernetes";
import * as kx from "@pulumi/kubernetesx";
import * as pulumi from "@pulumi/pulumi";
import type { KubernetesObject } from "../../manifests/kubernetes";
import type { Manifest } from "../../manifests/manifest";

type Constructor = new (name: string, args: object, options: pulumi.CustomResourceOptions) => pulumi.Resource;

/** kubernetesx carries the pod and the Service; it adds empty lists, which the tree has not. */
const EXTENDED: Record<string, Constructor> = {
  "apps/v1/Deployment": kx.Deployment as unknown as Constructor,
  "v1/Service": kx.Service as unknown as Constructor,
};

/**
 * Registers one object with the engine.
 *
 * @param name logical name, unique within the stack for the object's kind
 * @param fill replaces placeholders by the outputs that they stand for
 */
export function registerObject(
  name: string,
  manifest: Manifest,
  fill: (object: KubernetesObject) => object,
  options: pulumi.CustomResourceOptions,
): pulumi.Resource {
  const { apiVersion, kind } = manifest.object;
  const args = fill(manifest.object);
  const extended = EXTENDED[`${apiVersion}/${kind}`];
  if (extended)
    return new extended(name, args, {
      ...rolloutTimeouts(manifest.object),
      ...options,
      transformations: [withoutEmptyLists],
    });
  const core =
    apiVersion === "v1" ? (k8s.core.v1 as unknown as Record<string, Constructor>)[kind] : undefined;
  if (core) return new core(name, args, options);
  // The type token is that of the typed class, for the groups of Kubernetes as for custom resources.
  return new k8s.apiextensions.CustomResource(name, args as k8s.apiextensions.CustomResourceArgs, options);
}

/** Pulumi gives up after 10 minutes unless told otherwise; servers are replaced one by one, each in its own time. */
function rolloutTimeouts({ kind, spec }: KubernetesObject): pulumi.CustomResourceOptions {
  if (kind !== "Deployment") return {};
  const { progressDeadlineSeconds, replicas = MOST_AT_ONCE } = spec as {
    progressDeadlineSeconds: number;
    replicas?: number;
  };
  const limit = `${progressDeadlineSeconds * Math.max(1, replicas)}s`;
  return { customTimeouts: { create: limit, update: limit } };
}

/** Where an autoscaler owns the number. */
const MOST_AT_ONCE = 10;

const withoutEmptyLists: pulumi.ResourceTransformation = ({ props, opts }) => ({
  props: { ...props, spec: pulumi.output(props.spec).apply(dropEmptyLists) },
  opts,
});

function dropEmptyLists(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(dropEmptyLists);
  if (typeof value !== "object" || value === null) return value;
  const kept = Object.entries(value).filter(
    ([, child]) => child !== undefined && !(Array.isArray(child) && child.length === 0),
  );
  return Object.fromEntries(kept.map(([key, child]) => [key, dropEmptyLists(child)]));
}
