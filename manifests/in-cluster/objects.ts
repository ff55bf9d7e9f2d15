import type { types } from "@pulumi/kubernetes";
import type { Settings } from "../../config/schema/settings";
import type { KubernetesObject } from "../kubernetes";
import { UNSUBSTITUTED } from "../monitoring/substitution";
import { metadata } from "../names";

/** Seconds for an image to arrive; the server's has some gigabytes. */
export const PULL_SECONDS = 600;

/** A caller has a caller's identity in the mesh, not the server's. */
export function callerServiceAccount(settings: Settings, name: string): KubernetesObject {
  return {
    apiVersion: "v1",
    kind: "ServiceAccount",
    metadata: metadata(settings, name),
    automountServiceAccountToken: false,
  } satisfies types.input.core.v1.ServiceAccount;
}

/** Files of a caller; Flux leaves their dollar signs alone. */
export function callerConfigMap(
  settings: Settings,
  name: string,
  data: Readonly<Record<string, string>>,
): KubernetesObject {
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { ...metadata(settings, name), annotations: UNSUBSTITUTED },
    data,
  } satisfies types.input.core.v1.ConfigMap;
}
