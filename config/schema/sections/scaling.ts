import * as z from "zod/mini";
import { secondsDuration } from "../durations";
import { count, doc, nonEmptyText, say } from "../primitives";
import { httpUrl } from "../server-primitives";

const NO_ZERO = say(
  "must be a whole number from 1 to 100: nothing holds requests back while no server runs, so scaling to zero would answer 503",
  "write 1 or more",
);

export const scalingSection = z.strictObject({
  kind: doc(
    z._default(z.enum(["fixed", "hpa", "keda"]), "fixed"),
    "fixed: `replicas` servers. hpa: by CPU, for accelerator cpu. keda: by requests in flight at the waypoint, read from Prometheus.",
  ),
  min: doc(
    z.optional(z.int(NO_ZERO).check(z.gte(1, NO_ZERO), z.lte(100, NO_ZERO))),
    "Minimum number of servers. Default: 1.",
  ),
  max: doc(z.optional(count(1, 100)), "Maximum number of servers. Required with hpa and keda."),
  targetCpu: doc(
    z.optional(count(10, 95)),
    "hpa: target for the average CPU use, in percent of the limit. A busy server uses all of it. Default: 70.",
  ),
  requestsPerReplica: doc(
    z.optional(count(1, 100)),
    "keda: requests in flight for each server. Default: 1, because one server answers one request at a time.",
  ),
  prometheus: doc(z.optional(httpUrl()), "keda: address of the Prometheus that scrapes the waypoint."),
  query: doc(
    z.optional(nonEmptyText("sum(envoy_cluster_upstream_rq_active)")),
    "keda: PromQL for the requests in flight of all servers. Default: the waypoint's gauge envoy_cluster_upstream_rq_active, or, where a waypoint of others keeps none, seconds of answer time each second. Needs the label pod, which tells two scrapes of one waypoint from two waypoints.",
  ),
  scaleDownAfter: doc(
    z.optional(secondsDuration()),
    "How long the load must stay low before a server is stopped. Default: 5m.",
  ),
});
