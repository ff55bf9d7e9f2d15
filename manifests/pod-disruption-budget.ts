import type { types } from "@pulumi/kubernetes";
import type { Settings } from "../config/schema/settings";
import type { KubernetesObject } from "./kubernetes";
import { metadata, selectorLabels } from "./names";

/**
 * A drain takes one server at a time. Counted from above, it never blocks a drain when scaling is down at
 * one server, and a server that is broken anyway never blocks one.
 */
export function podDisruptionBudget(settings: Settings): KubernetesObject {
  return {
    apiVersion: "policy/v1",
    kind: "PodDisruptionBudget",
    metadata: metadata(settings),
    spec: {
      maxUnavailable: 1,
      unhealthyPodEvictionPolicy: "AlwaysAllow",
      selector: { matchLabels: selectorLabels(settings) },
    },
  } satisfies types.input.policy.v1.PodDisruptionBudget;
}
