import type { Settings } from "../../../config/schema/settings";
import type { Rule } from "../recording-rules";
import type { Series } from "../series";
import { alert } from "./alert";

export function serverAlerts(settings: Settings, series: Series): Rule[] {
  return [
    noServer(settings, series),
    missingReplicas(settings, series),
    restarting(settings, series),
    outOfMemory(settings, series),
  ];
}

function noServer(settings: Settings, { deployment }: Series): Rule {
  return alert(settings, {
    name: "KokoroServerUnavailable",
    severity: "critical",
    expr: `kube_deployment_status_replicas_available{${deployment}} == 0\nand kube_deployment_spec_replicas{${deployment}} > 0`,
    for: "5m",
    summary: "no server is ready",
    description:
      "Every request that {{ $labels.deployment }} is to answer gets 503 until a server is ready. Loading the model takes up to minutes.",
  });
}

function missingReplicas(settings: Settings, { deployment }: Series): Rule {
  return alert(settings, {
    name: "KokoroReplicasMissing",
    severity: "warning",
    expr: `kube_deployment_spec_replicas{${deployment}} - kube_deployment_status_replicas_available{${deployment}} > 0`,
    for: "30m",
    summary: "fewer servers are ready than wanted",
    description: "{{ $value }} servers are missing; each is one request at a time less.",
  });
}

function restarting(settings: Settings, { container }: Series): Rule {
  return alert(settings, {
    name: "KokoroServerRestarting",
    severity: "warning",
    expr: `increase(kube_pod_container_status_restarts_total{${container}}[1h]) > 2`,
    for: "0m",
    summary: "a server restarts again and again",
    description:
      "Pod {{ $labels.pod }} restarted {{ $value | humanize }} times in an hour. Each restart cuts the answer under way.",
  });
}

function outOfMemory(settings: Settings, { container }: Series): Rule {
  return alert(settings, {
    name: "KokoroServerOutOfMemory",
    severity: "warning",
    expr: [
      `kube_pod_container_status_last_terminated_reason{${container},reason="OOMKilled"} == 1`,
      `and on (namespace, pod, container) increase(kube_pod_container_status_restarts_total{${container}}[30m]) > 0`,
    ].join("\n"),
    for: "0m",
    summary: "a server was killed for its memory",
    description:
      "The kernel killed pod {{ $labels.pod }} at its memory limit; the answer under way was cut after status 200.",
  });
}
