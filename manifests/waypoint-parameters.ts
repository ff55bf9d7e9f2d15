import { toYaml } from "../common/yaml";
import { wholeSeconds } from "../config/schema/primitives";
import type { Settings } from "../config/schema/settings";
import type { KubernetesObject } from "./kubernetes";
import { metadata, waypointPodLabels } from "./names";

/** Seconds for the removal of a waypoint pod to reach every caller. */
const DRAIN_SECONDS = 10;

export function waypointParametersName(settings: Settings): string {
  return `${settings.mesh.waypoint.name}-parameters`;
}

/** What Istio's own template of the waypoint lacks, as patches that Istio merges into it. */
export function waypointParameters(settings: Settings): KubernetesObject {
  const several = settings.mesh.waypoint.replicas > 1;
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: metadata(settings, waypointParametersName(settings)),
    data: {
      deployment: deploymentPatch(settings),
      // Without the key Istio makes no budget; a budget over one pod would block every node's drain.
      ...(several && { podDisruptionBudget: toYaml({ spec: { maxUnavailable: 1 } }) }),
    },
  };
}

/**
 * Without a seccomp profile Pod Security `restricted` admits no waypoint pod. Without the variable and
 * the grace period a stopping waypoint cuts every answer after five seconds; before Istio 1.30.3 it then
 * waits for the whole period.
 */
function deploymentPatch(settings: Settings): string {
  return toYaml({
    spec: {
      replicas: settings.mesh.waypoint.replicas,
      template: {
        spec: {
          terminationGracePeriodSeconds: wholeSeconds(settings.longestRequest) + DRAIN_SECONDS,
          securityContext: { seccompProfile: { type: "RuntimeDefault" } },
          topologySpreadConstraints: [
            {
              maxSkew: 1,
              topologyKey: "kubernetes.io/hostname",
              whenUnsatisfiable: "ScheduleAnyway",
              labelSelector: { matchLabels: waypointPodLabels(settings) },
            },
          ],
          containers: [
            { name: "istio-proxy", env: [{ name: "EXIT_ON_ZERO_ACTIVE_CONNECTIONS", value: "true" }] },
          ],
        },
      },
    },
  });
}
