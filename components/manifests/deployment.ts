import type { types } from "@pulumi/kubernetes";
import type { Settings } from "../../config/settings";
import type { KubernetesObject } from "../kubernetes";
import { commonLabels, metadata, selectorLabels } from "./names";
import { podSpec } from "./pod";

export function deployment(settings: Settings): KubernetesObject {
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: metadata(settings),
    spec: {
      replicas: settings.replicas,
      revisionHistoryLimit: 3,
      // A new server is ready before an old one stops.
      strategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
      selector: { matchLabels: selectorLabels(settings) },
      template: {
        metadata: {
          labels: { ...selectorLabels(settings), ...commonLabels(settings), ...meshLabels(settings) },
        },
        spec: podSpec(settings),
      },
    },
  } satisfies types.input.apps.v1.Deployment;
}

/** In a namespace that is not ours the label stands on the pods, whatever the namespace says. */
export function meshLabels({ mesh, namespace }: Settings): Record<string, string> {
  if (namespace.create) return {};
  return { "istio.io/dataplane-mode": mesh.ambient ? "ambient" : "none" };
}
