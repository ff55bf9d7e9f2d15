import type { Settings } from "../../config/schema/settings";
import type { KubernetesObject } from "../kubernetes";
import { metadata } from "../names";
import { dataAlerts } from "./alerts/data";
import { serverAlerts } from "./alerts/server";
import { speedAlerts } from "./alerts/speed";
import { successAlerts } from "./alerts/success";
import { type Rule, recordingRules } from "./recording-rules";
import { seriesOf } from "./series";
import { UNSUBSTITUTED } from "./substitution";

export interface RuleGroup {
  readonly name: string;
  readonly interval?: string;
  readonly rules: readonly Rule[];
}

/** Recording rules and alerts. What the objective means: docs/adr/0030-success-objective.md. */
export function prometheusRule(settings: Settings): KubernetesObject {
  return {
    apiVersion: "monitoring.coreos.com/v1",
    kind: "PrometheusRule",
    metadata: {
      ...metadata(settings, settings.name, settings.monitoring.labels),
      annotations: UNSUBSTITUTED,
    },
    spec: { groups: ruleGroups(settings) },
  };
}

/** One group for what is recorded and what reads it, so that both see the same moment. */
function ruleGroups(settings: Settings): RuleGroup[] {
  const series = seriesOf(settings);
  return [
    {
      name: `${settings.name}-success`,
      interval: "1m",
      rules: [...recordingRules(settings, series), ...successAlerts(settings, series)],
    },
    { name: `${settings.name}-speed`, rules: speedAlerts(settings, series) },
    { name: `${settings.name}-server`, rules: serverAlerts(settings, series) },
    { name: `${settings.name}-data`, rules: dataAlerts(settings, series) },
  ];
}
