import type { Settings } from "../../../config/schema/settings";
import { cronJobName } from "../../smoke/names";
import { shareWithin } from "../histogram";
import { inFlight } from "../recording-rules";
import type { Series } from "../series";
import type { Row } from "./panel";

const WINDOW = "$__rate_interval";

/** What the dashboard shows, from the callers' side down to the servers'. */
export function rows(settings: Settings, series: Series): Row[] {
  return [objective(settings, series), traffic(series), speed(settings, series), servers(series)];
}

function objective({ monitoring }: Settings, { recorded }: Series): Row {
  const budget = (100 - monitoring.objective) / 100;
  const share = (title: string, window: string) =>
    ({
      title,
      type: "stat",
      width: 6,
      height: 4,
      unit: "percentunit",
      red: budget,
      queries: { failed: `kokoro:speech_failures:ratio_rate${window}{${recorded}}` },
      description: `Failed share of the valid speech requests. Red above ${(budget * 100).toFixed(2)} %.`,
    }) as const;
  return {
    title: `Objective: ${monitoring.objective} % of valid speech requests succeed`,
    panels: [
      share("Failed, last hour", "1h"),
      share("Failed, last 6 hours", "6h"),
      share("Failed, last 3 days", "3d"),
      {
        title: "Requests a second",
        type: "stat",
        width: 6,
        height: 4,
        unit: "reqps",
        queries: { requests: `kokoro:speech_requests:rate5m{${recorded}}` },
      },
    ],
  };
}

function traffic({ all, failures, speech }: Series): Row {
  const rate = (matchers: string, by: string) =>
    `sum by (${by}) (rate(istio_requests_total{${matchers}}[${WINDOW}]))`;
  return {
    title: "Traffic and errors",
    panels: [
      {
        title: "Requests by status",
        type: "timeseries",
        width: 8,
        height: 8,
        unit: "reqps",
        queries: { "{{response_code}} {{kokoro_audio}}": rate(all, "response_code, kokoro_audio") },
      },
      {
        title: "Failures by kind",
        type: "timeseries",
        width: 8,
        height: 8,
        unit: "reqps",
        description:
          "refused: 5xx. cut: status 200 and then a broken connection. short: status 200, a normal end, and too few bytes for the text.",
        queries: {
          "refused {{response_code}} {{response_flags}}": rate(
            failures.refused,
            "response_code, response_flags",
          ),
          "cut {{response_flags}}": rate(failures.cut, "response_flags"),
          "short, to {{source_workload}}": rate(failures.short, "source_workload"),
        },
      },
      {
        title: "Callers",
        type: "timeseries",
        width: 8,
        height: 8,
        unit: "reqps",
        queries: { "{{source_workload}}": rate(speech, "source_workload") },
      },
    ],
  };
}

const FIRST_BYTE_TEXT =
  "The mesh cannot see the first byte of speech: the server sends its headers before it speaks. " +
  "The synthetic check measures it, fails above its limit and logs the time; `kokoro load` gives the distribution. " +
  "The curve beside is how long the check's Jobs ran, pod start and both answers included: an upper bound.";

function speed(settings: Settings, series: Series): Row {
  const job = `namespace="${settings.namespace.name}",job_name=~"${cronJobName(settings)}-[0-9]+"`;
  return {
    title: "Speed",
    panels: [
      {
        title: "Complete answer",
        type: "timeseries",
        width: 8,
        height: 8,
        unit: "percentunit",
        description: "Share of the answers that were complete in time, by the bounds of Istio's histogram.",
        queries: Object.fromEntries(
          [1, 5, 10, 30, 60, 300].map((bound) => [`within ${bound} s`, shareWithin(series, bound, WINDOW)]),
        ),
      },
      {
        title: "Requests in flight",
        type: "timeseries",
        width: 6,
        height: 8,
        description: "Average, from Little's law. A server works on one at a time.",
        queries: { "in flight": inFlight(series, WINDOW) },
      },
      {
        title: "First byte: run time of the synthetic check",
        type: "timeseries",
        width: 6,
        height: 8,
        unit: "s",
        queries: {
          "run time": `max(kube_job_status_completion_time{${job}} - kube_job_status_start_time{${job}})`,
        },
      },
      { title: "About the first byte", type: "text", width: 4, height: 8, text: FIRST_BYTE_TEXT },
    ],
  };
}

function servers({ container, deployment }: Series): Row {
  const limit = (resource: string) =>
    `max(kube_pod_container_resource_limits{${container},resource="${resource}"})`;
  return {
    title: "Servers",
    panels: [
      {
        title: "Replicas",
        type: "timeseries",
        width: 6,
        height: 8,
        queries: {
          wanted: `kube_deployment_spec_replicas{${deployment}}`,
          ready: `kube_deployment_status_replicas_available{${deployment}}`,
        },
      },
      {
        title: "CPU (cores)",
        type: "timeseries",
        width: 6,
        height: 8,
        queries: {
          "{{pod}}": `sum by (pod) (rate(container_cpu_usage_seconds_total{${container}}[${WINDOW}]))`,
          limit: limit("cpu"),
        },
      },
      {
        title: "Memory",
        type: "timeseries",
        width: 6,
        height: 8,
        unit: "bytes",
        queries: {
          "{{pod}}": `sum by (pod) (container_memory_working_set_bytes{${container}})`,
          limit: limit("memory"),
        },
      },
      {
        title: "Restarts in an hour",
        type: "timeseries",
        width: 6,
        height: 8,
        queries: {
          "{{pod}}": `sum by (pod) (increase(kube_pod_container_status_restarts_total{${container}}[1h]))`,
        },
      },
    ],
  };
}
