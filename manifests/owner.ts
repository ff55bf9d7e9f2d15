import type { Settings } from "../config/schema/settings";
import type { KubernetesObject } from "./kubernetes";
import type { Manifest } from "./manifest";

/**
 * Adds the labels and annotations that the owner asks for. It works on the list, and not where each object
 * is made, so that no object is forgotten; ours win, and config/rules/owner.ts refuses what would meet them.
 */
export function withOwnerMetadata(settings: Settings, manifests: readonly Manifest[]): Manifest[] {
  return manifests.map((manifest) => {
    if (manifest.place === "beside") return manifest;
    const labelled = ownedObject(settings, manifest.object);
    const isServer = labelled.kind === "Deployment";
    return { ...manifest, object: isServer ? withPodMetadata(labelled, settings) : labelled };
  });
}

/** One object with the owner's labels and annotations: for a Secret, which is encrypted apart from the list. */
export function ownedObject({ labels, annotations }: Settings, object: KubernetesObject): KubernetesObject {
  return withMetadata(object, labels, annotations);
}

function withMetadata<T extends { readonly metadata?: unknown }>(
  object: T,
  labels: Record<string, string>,
  annotations: Record<string, string>,
): T {
  if (Object.keys(labels).length + Object.keys(annotations).length === 0) return object;
  const metadata = (object.metadata ?? {}) as Partial<Record<"labels" | "annotations", object>>;
  return {
    ...object,
    metadata: {
      ...metadata,
      ...(Object.keys(labels).length > 0 && { labels: { ...labels, ...metadata.labels } }),
      ...(Object.keys(annotations).length > 0 && {
        annotations: { ...annotations, ...metadata.annotations },
      }),
    },
  };
}

function withPodMetadata(deployment: KubernetesObject, settings: Settings): KubernetesObject {
  const spec = deployment.spec as { readonly template: { readonly metadata?: unknown } };
  const template = withMetadata(spec.template, settings.podLabels, settings.podAnnotations);
  return { ...deployment, spec: { ...spec, template } };
}
