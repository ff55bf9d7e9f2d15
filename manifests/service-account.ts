import type { types } from "@pulumi/kubernetes";
import type { Settings } from "../config/schema/settings";
import type { KubernetesObject } from "./kubernetes";
import { metadata } from "./names";

/** An identity of its own for mesh policies; the server never calls the API, so it gets no token. */
export function serviceAccount(settings: Settings): KubernetesObject {
  return {
    apiVersion: "v1",
    kind: "ServiceAccount",
    metadata: metadata(settings),
    automountServiceAccountToken: false,
  } satisfies types.input.core.v1.ServiceAccount;
}
