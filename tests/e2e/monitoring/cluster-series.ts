/**
 * Series as Istio's waypoint, kube-state-metrics and cAdvisor write them, one value a minute. The names
 * and labels stand here a second time on purpose: a test that took them from the rules could not find
 * a wrong one.
 */

/** Series -> values in promtool's notation. */
export type Values = Readonly<Record<string, string>>;

/** Minutes of data; rules are asked at the end. */
export const MINUTES = 240;

const WAYPOINT = 'job="ai-services/kokoro-api-waypoint",reporter="waypoint",source_workload="reader"';

export interface Answers {
  readonly code: string;
  readonly flags?: string;
  readonly audio?: "full" | "short" | "other";
  /** The Service of the version that answered. */
  readonly service?: string;
}

/** A number of requests a minute that end in one way. */
export function answers(perMinute: number, answer: Answers): Values {
  return { [`istio_requests_total{${labels(answer)}}`]: rising(perMinute) };
}

/** Envoy's own bounds; Istio sets no others. */
const BOUNDS = [
  0.5, 1, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 30_000, 60_000, 300_000, 600_000, 1_800_000,
  3_600_000,
];

/** Seconds that an answer takes -> how many of these there are in a minute. */
export type Durations = ReadonlyMap<number, number>;

/** How long good answers take, as a histogram, and how many bytes they bring. */
export function goodAnswers(perMinute: number, secondsEach: number, bytesEach: number): Values {
  return answersOf(new Map([[secondsEach, perMinute]]), bytesEach);
}

/** Good answers of several durations. */
export function answersOf(durations: Durations, bytesEach: number): Values {
  const of = labels({ code: "200" });
  const all = [...durations];
  const count = (least: number) =>
    all.reduce((sum, [seconds, perMinute]) => sum + (seconds * 1000 <= least ? perMinute : 0), 0);
  const perMinute = count(Number.POSITIVE_INFINITY);
  const seconds = all.reduce((sum, [each, times]) => sum + each * times, 0);
  const buckets = BOUNDS.map((bound) => [
    `istio_request_duration_milliseconds_bucket{${of},le="${bound}"}`,
    rising(count(bound)),
  ]);
  return {
    ...answers(perMinute, { code: "200" }),
    ...Object.fromEntries(buckets),
    [`istio_request_duration_milliseconds_bucket{${of},le="+Inf"}`]: rising(perMinute),
    [`istio_request_duration_milliseconds_count{${of}}`]: rising(perMinute),
    [`istio_request_duration_milliseconds_sum{${of}}`]: rising(seconds * 1000),
    [`istio_response_bytes_sum{${of}}`]: rising(perMinute * bytesEach),
  };
}

function labels({ code, flags = "-", audio = "full", service = "kokoro-api" }: Answers): string {
  return `${WAYPOINT},destination_service="${service}.ai-services.svc.cluster.local",response_code="${code}",response_flags="${flags}",kokoro_audio="${audio}"`;
}

/** As Prometheus 3 stores a histogram: whole bounds get a decimal place. */
export function asPrometheus3(values: Values): Values {
  const written = (series: string) => series.replace(/le="(\d+)"/, 'le="$1.0"');
  return Object.fromEntries(Object.entries(values).map(([series, text]) => [written(series), text]));
}

export function rising(perMinute: number): string {
  return `0+${perMinute}x${MINUTES}`;
}

export function steady(value: number): string {
  return `${value}+0x${MINUTES}`;
}

const DEPLOYMENT = 'namespace="ai-services",deployment="kokoro-api"';
const CONTAINER = 'namespace="ai-services",container="kokoro",pod="kokoro-api-6d5f7c8b9d-x2x4z"';
const CRONJOB = 'namespace="ai-services",cronjob="kokoro-api-smoke"';
const JOB = 'namespace="ai-services",job_name="kokoro-api-smoke-29391840"';

export const UP = 'up{job="ai-services/kokoro-api-waypoint",pod="kokoro-api-waypoint-1"}';
export const WANTED = `kube_deployment_spec_replicas{${DEPLOYMENT}}`;
export const AVAILABLE = `kube_deployment_status_replicas_available{${DEPLOYMENT}}`;
export const RESTARTS = `kube_pod_container_status_restarts_total{${CONTAINER}}`;
export const OOM_KILLED = `kube_pod_container_status_last_terminated_reason{${CONTAINER},reason="OOMKilled"}`;
export const LAST_SUCCESS = `kube_cronjob_status_last_successful_time{${CRONJOB}}`;
export const CREATED = `kube_cronjob_created{${CRONJOB}}`;
export const SUSPENDED = `kube_cronjob_spec_suspend{${CRONJOB}}`;
export const WAYPOINT_RESTARTS =
  'kube_pod_container_status_restarts_total{namespace="ai-services",container="istio-proxy",pod="kokoro-api-waypoint-7d9f8c6b5-abcde"}';

/** A cluster where all is well: one request a second of half a second, and no surprise anywhere. */
export const HEALTHY: Values = {
  ...goodAnswers(60, 0.5, 40_000),
  ...answers(60, { code: "200", audio: "other" }),
  [UP]: steady(1),
  [WANTED]: steady(1),
  [AVAILABLE]: steady(1),
  [RESTARTS]: steady(1),
  [LAST_SUCCESS]: rising(60),
  [CREATED]: steady(0),
  [SUSPENDED]: steady(0),
  [`kube_job_status_start_time{${JOB}}`]: steady(1000),
  [`kube_job_status_completion_time{${JOB}}`]: steady(1009),
  [`container_cpu_usage_seconds_total{${CONTAINER}}`]: rising(30),
  [`container_memory_working_set_bytes{${CONTAINER}}`]: steady(2e9),
  [`kube_pod_container_resource_limits{${CONTAINER},resource="cpu"}`]: steady(2),
  [`kube_pod_container_resource_limits{${CONTAINER},resource="memory"}`]: steady(4e9),
};

/** A healthy cluster less the series whose name starts so. */
export function healthyWithout(...starts: string[]): Values {
  return Object.fromEntries(
    Object.entries(HEALTHY).filter(([series]) => !starts.some((start) => series.startsWith(start))),
  );
}
