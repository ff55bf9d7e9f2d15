import { createHash } from "node:crypto";
import type { types } from "@pulumi/kubernetes";
import type { Settings } from "../config/schema/settings";
import type { KubernetesObject } from "./kubernetes";
import { metadata } from "./names";

export const SERVER_SETTINGS_ANNOTATION = "kokoro-api/server-settings";

export function serverSettingsName(settings: Settings): string {
  return `${settings.name}-server`;
}

/** The server's settings as a ConfigMap; the container takes every key as an environment variable. */
export function serverSettings(settings: Settings): KubernetesObject {
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: metadata(settings, serverSettingsName(settings)),
    data: serverSettingsData(settings),
  } satisfies types.input.core.v1.ConfigMap;
}

/** Sorted by name; lists and mappings as JSON, as the server reads them. */
function serverSettingsData({ server }: Settings): Record<string, string> {
  const values = Object.entries(server).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    values
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, value]) => [name, typeof value === "object" ? JSON.stringify(value) : String(value)]),
  );
}

/** Sixteen hexadecimal digits that change with any of the server's settings. */
export function serverSettingsHash(settings: Settings): string {
  return createHash("sha256")
    .update(JSON.stringify(serverSettingsData(settings)))
    .digest("hex")
    .slice(0, 16);
}
