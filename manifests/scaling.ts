import type { IScaledObject } from "@kubernetes-models/keda/keda.sh/v1alpha1/ScaledObject";
import type { types } from "@pulumi/kubernetes";
import { millicores } from "../config/quantities";
import type { Settings } from "../config/schema/settings";
import { requestsInFlight } from "./in-flight";
import type { KubernetesObject } from "./kubernetes";
import { metadata } from "./names";
import { scaleDownSeconds } from "./rollout";

/**
 * Scales by CPU. The target is a share of the limit, not of the request: one server that speaks uses its
 * whole limit, which is a multiple of the request, and a target on the request would always ask for all.
 */
export function horizontalPodAutoscaler(settings: Settings): KubernetesObject {
  const { targetCpu } = settings.scaling;
  const target = Math.max(1, Math.round((millicores(settings.resources.limits.cpu) * targetCpu) / 100));
  return {
    apiVersion: "autoscaling/v2",
    kind: "HorizontalPodAutoscaler",
    metadata: metadata(settings),
    spec: {
      scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: settings.name },
      minReplicas: settings.scaling.min,
      maxReplicas: settings.scaling.max,
      metrics: [
        {
          type: "Resource",
          resource: { name: "cpu", target: { type: "AverageValue", averageValue: `${target}m` } },
        },
      ],
      behavior: behavior(settings),
    },
  } satisfies types.input.autoscaling.v2.HorizontalPodAutoscaler;
}

/** Up at once, because a waiting caller waits minutes; down one by one, because each may still be speaking. */
function behavior(settings: Settings) {
  return {
    scaleUp: {
      stabilizationWindowSeconds: 0,
      policies: [
        { type: "Percent", value: 100, periodSeconds: 30 },
        { type: "Pods", value: 2, periodSeconds: 30 },
      ],
      selectPolicy: "Max",
    },
    scaleDown: {
      stabilizationWindowSeconds: scaleDownSeconds(settings),
      policies: [{ type: "Pods", value: 1, periodSeconds: 60 }],
      selectPolicy: "Max",
    },
  };
}

/** Scales by requests in flight, which the server itself does not count and the waypoint does. */
export function scaledObject(settings: Settings): KubernetesObject {
  const { prometheus = "", query = requestsInFlight(settings), requestsPerReplica } = settings.scaling;
  return {
    apiVersion: "keda.sh/v1alpha1",
    kind: "ScaledObject",
    metadata: metadata(settings),
    spec: {
      scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: settings.name },
      minReplicaCount: settings.scaling.min,
      maxReplicaCount: settings.scaling.max,
      pollingInterval: 15,
      advanced: { horizontalPodAutoscalerConfig: { behavior: behavior(settings) } },
      triggers: [
        {
          type: "prometheus",
          metricType: "AverageValue",
          metadata: { serverAddress: prometheus, query, threshold: String(requestsPerReplica) },
        },
      ],
    },
  } satisfies IScaledObject;
}
