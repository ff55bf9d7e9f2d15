import type { types } from "@pulumi/kubernetes";
import type { Settings } from "../../../config/settings";
import type { KubernetesObject } from "../../kubernetes";
import { metadata } from "../names";
import { cronJobName } from "./names";

/** The check is a caller, so it has a caller's identity in the mesh, not the server's. */
export function smokeServiceAccount(settings: Settings): KubernetesObject {
  return {
    apiVersion: "v1",
    kind: "ServiceAccount",
    metadata: metadata(settings, cronJobName(settings)),
    automountServiceAccountToken: false,
  } satisfies types.input.core.v1.ServiceAccount;
}
