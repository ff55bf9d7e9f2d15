import type { types } from "@pulumi/kubernetes";
import type { Settings } from "../config/schema/settings";
import type { KubernetesObject } from "./kubernetes";

export function namespace({ namespace, mesh }: Settings): KubernetesObject {
  return {
    apiVersion: "v1",
    kind: "Namespace",
    metadata: {
      name: namespace.name,
      labels: {
        ...namespace.labels,
        ...(mesh.ambient && { "istio.io/dataplane-mode": "ambient" }),
        // Flux must not delete a namespace, and all that others have in it, with one app.
        "kustomize.toolkit.fluxcd.io/prune": "disabled",
        "pod-security.kubernetes.io/enforce": namespace.podSecurity,
      },
    },
  } satisfies types.input.core.v1.Namespace;
}
