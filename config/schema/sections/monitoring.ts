import * as z from "zod/mini";
import { secondsDuration } from "../durations";
import { count, doc, flag, labels, say } from "../primitives";
import { switchable } from "../shorthand";

const OBJECTIVE = say("must be a percentage from 90 to 99.99", "write 99.5");

const RUNBOOKS = say(
  "must be an http or https address without Flux variables",
  "write for example https://git.example.com/home-ops/docs/runbooks",
);

export const monitoringSection = switchable(
  z.strictObject({
    enabled: doc(
      z._default(flag(), false),
      "Whether to deploy a PodMonitor, a PrometheusRule, a dashboard and the waypoint's Telemetry. Off by default: Flux fails if the CRDs of the Prometheus operator do not exist.",
    ),
    labels: doc(
      z._default(labels(), {}),
      "Labels of the PodMonitor and the PrometheusRule by which your Prometheus selects them. By default, kube-prometheus-stack needs release: <name of its Helm release>.",
    ),
    podMonitor: doc(
      z._default(flag(), true),
      "Whether to scrape the waypoint. Set false if your Prometheus already scrapes all Istio proxies; otherwise every request counts twice.",
    ),
    dashboard: doc(
      z._default(flag(), true),
      "Whether to deploy the Grafana dashboard, as a ConfigMap with the label grafana_dashboard.",
    ),
    objective: doc(
      z._default(z.number(OBJECTIVE).check(z.gte(90, OBJECTIVE), z.lte(99.99, OBJECTIVE)), 99.5),
      "Percentage of valid speech requests that must succeed, over 30 days.",
    ),
    slowAnswer: doc(
      z.optional(secondsDuration()),
      "Alert when 5 % of the answers take longer than this to their last byte. Rounded up to what the histogram of Istio's proxies counts: 1, 5, 10, 30, 60, 300, 600, 1800 or 3600 s. Default: the time for 1000 words on the accelerator.",
    ),
    inFlightPerReplica: doc(
      z._default(count(1, 1000), 3),
      "Alert when on average more requests than this run or wait for each server. A server works on one request at a time.",
    ),
    runbookUrl: doc(
      z.optional(z.string(RUNBOOKS).check(z.regex(/^https?:\/\/[^\s${}]+$/, RUNBOOKS))),
      "URL of the folder with the runbooks, for links in the alerts. Without it the alerts have no runbook_url, and their descriptions name the page in docs/runbooks of this project.",
    ),
  }),
);
