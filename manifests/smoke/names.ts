import type { Settings } from "../../config/schema/settings";

/** Name of the CronJob of the synthetic check and of its ServiceAccount and ConfigMap. */
export function cronJobName(settings: Settings): string {
  return `${settings.name}-smoke`;
}
