import type { types } from "@pulumi/kubernetes";
import type { Settings } from "../config/schema/settings";
import type { KubernetesObject } from "./kubernetes";
import { commonLabels, metadata, selectorLabels } from "./names";
import { podSpec } from "./pod";
import { MIN_READY_SECONDS, progressDeadlineSeconds, rolloutStrategy } from "./rollout";
import { SERVER_SETTINGS_ANNOTATION, serverSettingsHash } from "./server-settings";

export function deployment(settings: Settings): KubernetesObject {
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: metadata(settings),
    spec: {
      // What scales owns the number: stated here, every reconciliation would reset it.
      ...(settings.scaling.kind === "fixed" && { replicas: settings.replicas }),
      revisionHistoryLimit: 3,
      minReadySeconds: MIN_READY_SECONDS,
      progressDeadlineSeconds: progressDeadlineSeconds(settings),
      strategy: rolloutStrategy(settings),
      selector: { matchLabels: selectorLabels(settings) },
      template: {
        metadata: {
          labels: { ...selectorLabels(settings), ...commonLabels(settings), ...meshLabels(settings) },
          // A changed ConfigMap alone changes no pod: the hash makes it a new version.
          annotations: { [SERVER_SETTINGS_ANNOTATION]: serverSettingsHash(settings) },
        },
        spec: podSpec(settings),
      },
    },
  } satisfies types.input.apps.v1.Deployment;
}

/** In a namespace that is not ours the label stands on the pods, whatever the namespace says. */
export function meshLabels({ mesh, namespace }: Settings): Record<string, string> {
  if (namespace.create || !mesh.enabled) return {};
  return { "istio.io/dataplane-mode": mesh.ambient ? "ambient" : "none" };
}
