import type { Settings } from "../../config/schema/settings";
import type { Series } from "./series";

/** A rule of Prometheus, as the operator takes it. */
export interface Rule {
  readonly record?: string;
  readonly alert?: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** Windows of the burn-rate alerts, and one for the dashboard. */
export const WINDOWS = ["5m", "30m", "1h", "2h", "6h", "1d", "3d"] as const;
export type Window = (typeof WINDOWS)[number];

/** Requests a second, failures a second, and their ratio, for each window. */
export function recordingRules(settings: Settings, series: Series): Rule[] {
  const labels = { app: settings.name, namespace: settings.namespace.name };
  const record = (name: string, expr: string): Rule => ({ record: `kokoro:${name}`, expr, labels });
  return [
    ...WINDOWS.flatMap((window) => [
      record(`speech_requests:rate${window}`, requests(series, window)),
      record(`speech_failures:rate${window}`, failures(series, window)),
      record(`speech_failures:ratio_rate${window}`, ratio(series, window)),
    ]),
    record("requests_in_flight:avg5m", inFlight(series, "5m")),
  ];
}

function requests({ valid }: Series, window: Window): string {
  return `sum(rate(istio_requests_total{${valid}}[${window}]))`;
}

/** Zero where there are requests and no failures, absent where there are no requests. */
function failures(series: Series, window: Window): string {
  const kinds = Object.values(series.failures).map(
    (kind) => `rate(istio_requests_total{${kind}}[${window}])`,
  );
  return `sum(${kinds.join(" or ")}) or 0 * ${requests(series, window)}`;
}

/** Absent without traffic: a quiet window is no success. */
function ratio({ recorded }: Series, window: Window): string {
  return `kokoro:speech_failures:rate${window}{${recorded}} / (kokoro:speech_requests:rate${window}{${recorded}} > 0)`;
}

/** Little's law: seconds of answer in a second are the requests that were under way on average. */
export function inFlight({ all }: Series, window: string): string {
  return `sum(rate(istio_request_duration_milliseconds_sum{${all}}[${window}])) / 1000`;
}
