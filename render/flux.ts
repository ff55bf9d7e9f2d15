import { Alias, Anchor } from "../common/yaml";
import type { Settings } from "../config/schema/settings";
import type { KubernetesObject } from "../manifests/kubernetes";
import { APP_FOLDER } from "../manifests/manifest";
import { healthCheckExprs } from "./flux-health";

/** Folder of the app in the repository: `kubernetes/apps/ai-services/kokoro-api`. */
export function appFolder({ flux, namespace, name }: Settings): string {
  return `${flux.path.replace(/^\.\//, "")}/${namespace.name}/${name}`;
}

/** The Flux Kustomization's namespace and name, by which Flux knows the app. */
export function fluxName({ flux }: Settings): string {
  return `${flux.namespace}/${flux.name}`;
}

/**
 * Flux moves every object into the target namespace, whatever it says itself. All of ours name theirs, so
 * the field is left out where an object of the user's own names another. See docs/adr/0043-identities.md.
 */
function targetNamespace({ namespace, extraManifests }: Settings): string | undefined {
  const stays = extraManifests.every(
    ({ metadata }) => (metadata.namespace ?? namespace.name) === namespace.name,
  );
  return stays ? namespace.name : undefined;
}

/**
 * The Flux Kustomization that applies the app's folder (ks.yaml).
 *
 * @param objects what lies in that folder
 */
export function fluxKustomization(settings: Settings, objects: readonly KubernetesObject[]) {
  const { flux } = settings;
  const { kind, name: source, namespace: sourceNamespace } = flux.sourceRef;
  return {
    apiVersion: "kustomize.toolkit.fluxcd.io/v1",
    kind: "Kustomization",
    metadata: { name: new Anchor("app", flux.name), namespace: flux.namespace },
    spec: {
      targetNamespace: targetNamespace(settings),
      commonMetadata: { labels: { "app.kubernetes.io/name": new Alias("app") } },
      dependsOn: flux.dependsOn.length > 0 ? flux.dependsOn : undefined,
      path: `./${appFolder(settings)}/${APP_FOLDER}`,
      prune: flux.prune,
      decryption: flux.decryption && { provider: "sops", secretRef: { name: flux.decryption } },
      // Named always: a namespace transformer above may move this object away from its source.
      sourceRef: { kind, name: source, namespace: sourceNamespace ?? flux.namespace },
      wait: flux.wait,
      healthCheckExprs: flux.wait ? healthCheckExprs(objects) : undefined,
      interval: flux.interval,
      retryInterval: flux.retryInterval,
      timeout: flux.timeout,
    },
  };
}

/** A kustomize Kustomization that lists files in the order given. */
export function kustomization(resources: readonly string[]) {
  return {
    apiVersion: "kustomize.config.k8s.io/v1beta1",
    kind: "Kustomization",
    resources: resources.map((path) => `./${path}`),
  };
}
