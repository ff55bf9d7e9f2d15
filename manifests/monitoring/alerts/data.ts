import { wholeSeconds } from "../../../config/schema/primitives";
import type { Settings } from "../../../config/schema/settings";
import { cronJobName } from "../../smoke/names";
import { podMonitorJob } from "../pod-monitor";
import type { Rule } from "../recording-rules";
import type { Series } from "../series";
import { alert } from "./alert";

/** Alerts on what is not there: missing data must never look like health. */
export function dataAlerts(settings: Settings, series: Series): Rule[] {
  return [
    ...metricsAbsent(settings, series),
    trafficAbsent(settings, series),
    ...(settings.smoke.enabled ? probeAlerts(settings) : []),
  ];
}

function metricsAbsent(settings: Settings, { all, deployment }: Series): Rule[] {
  const waypoint = settings.monitoring.podMonitor
    ? `absent(up{job="${podMonitorJob(settings)}"} == 1)`
    : `absent(istio_requests_total{${all}})`;
  const absent = (source: string, expr: string, severity: "critical" | "warning") =>
    alert(settings, {
      name: "KokoroMetricsAbsent",
      severity,
      labels: { source },
      expr,
      for: "15m",
      summary: `no metrics from ${source}`,
      description: `Prometheus has nothing from ${source}, so the other alerts on it cannot fire. Their silence means nothing.`,
    });
  return [
    absent("the waypoint", waypoint, "critical"),
    absent("kube-state-metrics", `absent(kube_deployment_spec_replicas{${deployment}})`, "warning"),
  ];
}

/** The synthetic check passes the waypoint, so with it a quiet waypoint is a bypassed or broken one. */
function trafficAbsent(settings: Settings, { speech }: Series): Rule {
  const { enabled, staleAfter } = settings.smoke;
  const window = enabled ? staleAfter : "1d";
  return alert(settings, {
    name: "KokoroTrafficAbsent",
    severity: enabled ? "warning" : "info",
    expr: `(sum(increase(istio_requests_total{${speech}}[${window}])) or vector(0)) == 0`,
    for: "10m",
    summary: `the waypoint saw no speech request for ${window}`,
    description: enabled
      ? "The synthetic check sends requests all the time: they do not reach the waypoint, or bypass it, and then nothing is retried or measured."
      : "Either nobody asks, or callers bypass the waypoint, and then nothing is retried or measured.",
  });
}

function probeAlerts(settings: Settings): Rule[] {
  const job = `namespace="${settings.namespace.name}",cronjob="${cronJobName(settings)}"`;
  const { staleAfter } = settings.smoke;
  const seconds = wholeSeconds(staleAfter);
  return [
    alert(settings, {
      name: "KokoroProbeFailing",
      severity: "critical",
      expr: [
        `time() - max(kube_cronjob_status_last_successful_time{${job}} or kube_cronjob_created{${job}} unless on (cronjob) kube_cronjob_status_last_successful_time{${job}})`,
        `> ${seconds}`,
      ].join("\n"),
      for: "5m",
      summary: `no synthetic check succeeded for ${staleAfter}`,
      description:
        "The last check with good audio was {{ $value | humanizeDuration }} ago. It speaks through the Service as callers do.",
    }),
    alert(settings, {
      name: "KokoroProbeAbsent",
      severity: "warning",
      expr: `absent(kube_cronjob_spec_suspend{${job}} == 0)`,
      for: "30m",
      summary: "the synthetic check does not run",
      description:
        "Its CronJob is gone, suspended, or unknown to kube-state-metrics: nobody listens to the audio.",
    }),
  ];
}
