import type { types } from "@pulumi/kubernetes";
import type { Settings } from "../../../config/settings";
import type { KubernetesObject } from "../../kubernetes";
import { UNSUBSTITUTED } from "../monitoring/substitution";
import { metadata } from "../names";
import { cronJobName } from "./names";
import { SMOKE_SCRIPT } from "./script";

export function smokeConfigMap(settings: Settings): KubernetesObject {
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { ...metadata(settings, cronJobName(settings)), annotations: UNSUBSTITUTED },
    data: { "smoke.py": SMOKE_SCRIPT },
  } satisfies types.input.core.v1.ConfigMap;
}
