import { connectTo } from "../http";
import { getJson } from "../json-request";
import { Skipped, type SmokeCheck, type SmokeContext } from "./check";

interface QueryAnswer {
  readonly data?: { readonly result?: readonly { readonly value?: readonly [number, string] }[] };
}

const NO_PROMETHEUS =
  "the server has no metrics of its own; pass --prometheus URL to ask what the mesh has counted";

/** Long enough for the requests before this check to be scraped, and short enough to be about now. */
const WINDOW = "15m";

/**
 * PromQL: requests that the waypoint counted for this Service of late. Other proxies may count the same
 * ones, another namespace may have a Service of this name, and a counter keeps what long passed. A series
 * that is new has no increase yet: it counts whole.
 */
export function recentRequests(metric: string, service: string, namespace: string): string {
  const labels = `reporter="waypoint",destination_service_name="${service}",destination_service_namespace="${namespace}"`;
  const series = `${metric}{${labels}}`;
  return `sum((${series} unless ${series} offset ${WINDOW}) or increase(${series}[${WINDOW}]))`;
}

/** One instant value of Prometheus; undefined where there is no series. */
async function queryValue(context: SmokeContext, query: string): Promise<number | undefined> {
  if (context.prometheus === undefined) throw new Skipped(NO_PROMETHEUS);
  const prometheus = connectTo({ url: context.prometheus, limits: { total: 30 } });
  try {
    const path = `/api/v1/query?query=${encodeURIComponent(query)}`;
    const answer = (await getJson(prometheus, path, context.signal)) as QueryAnswer;
    const text = answer.data?.result?.[0]?.value?.[1];
    return text === undefined ? undefined : Number(text);
  } finally {
    await prometheus.close();
  }
}

function metricCheck(name: string, metric: string): SmokeCheck {
  return {
    story: 4,
    name,
    async run(context) {
      const query = recentRequests(metric, context.service, context.namespace);
      const value = await queryValue(context, query);
      // No series at all must not pass: it is what a waypoint that nobody goes through looks like.
      if (value === undefined || !(value > 0)) throw new Error(`${query} is ${value ?? "without data"}`);
      return `${query} is ${value}`;
    },
  };
}

/** Usage monitoring: the mesh has counted and timed the requests. */
export const monitoringChecks: readonly SmokeCheck[] = [
  metricCheck("requests are counted", "istio_requests_total"),
  metricCheck("requests are timed", "istio_request_duration_milliseconds_count"),
];
