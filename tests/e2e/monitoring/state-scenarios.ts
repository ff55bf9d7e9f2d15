import {
  AVAILABLE,
  CREATED,
  HEALTHY,
  healthyWithout,
  LAST_SUCCESS,
  MINUTES,
  OOM_KILLED,
  RESTARTS,
  rising,
  SUSPENDED,
  steady,
  UP,
  type Values,
  WANTED,
  WAYPOINT_RESTARTS,
} from "./cluster-series";
import type { Scenario } from "./scenario";

const QUIET = healthyWithout("istio_");

/** Requests that stop half-way: the counters stay where they are. */
const STOPPED: Values = Object.fromEntries(
  Object.entries(HEALTHY).map(([series, values]) => [
    series,
    series.startsWith("istio_requests_total") ? `0+60x${MINUTES / 2} 7200+0x${MINUTES / 2}` : values,
  ]),
);

/** What becomes of servers. */
export const servers: Scenario[] = [
  {
    claim: "no server is ready",
    series: { ...HEALTHY, [AVAILABLE]: steady(0) },
    firing: { "KokoroServerUnavailable critical": 1, "KokoroReplicasMissing warning": 1 },
  },
  {
    claim: "none is wanted, so none is missed",
    series: { ...HEALTHY, [AVAILABLE]: steady(0), [WANTED]: steady(0) },
    firing: {},
  },
  {
    claim: "one of three servers is missing",
    series: { ...HEALTHY, [WANTED]: steady(3), [AVAILABLE]: steady(2) },
    firing: { "KokoroReplicasMissing warning": 1 },
  },
  {
    claim: "a server restarts again and again",
    series: { ...HEALTHY, [RESTARTS]: "1+0x200 2+0x9 3+0x9 4+0x9 5+0x9" },
    firing: { "KokoroServerRestarting warning": 1 },
  },
  {
    claim: "one restart is no alarm, nor are those of the waypoint",
    series: { ...HEALTHY, [RESTARTS]: "1+0x220 2+0x20", [WAYPOINT_RESTARTS]: rising(1) },
    firing: {},
  },
  {
    claim: "a server is killed for its memory",
    series: { ...HEALTHY, [RESTARTS]: "1+0x220 2+0x20", [OOM_KILLED]: "0+0x220 1+0x20" },
    firing: { "KokoroServerOutOfMemory warning": 1 },
  },
  {
    claim: "a kill of long ago is over",
    series: { ...HEALTHY, [OOM_KILLED]: steady(1) },
    firing: {},
  },
];

/** What is not there. */
export const data: Scenario[] = [
  {
    claim: "no request at all is not success",
    series: QUIET,
    firing: { "KokoroTrafficAbsent warning": 1 },
    failedShare: null,
  },
  {
    claim: "requests that stopped are not success",
    series: STOPPED,
    firing: { "KokoroTrafficAbsent warning": 1 },
    failedShare: null,
  },
  {
    claim: "a waypoint that is not scraped is told",
    series: { ...QUIET, [UP]: steady(0) },
    firing: { "KokoroMetricsAbsent critical": 1, "KokoroTrafficAbsent warning": 1 },
    failedShare: null,
  },
  {
    claim: "an empty Prometheus is told from every side",
    series: { unrelated: steady(1) },
    firing: {
      "KokoroMetricsAbsent critical": 1,
      "KokoroMetricsAbsent warning": 1,
      "KokoroTrafficAbsent warning": 1,
      "KokoroProbeAbsent warning": 1,
    },
    failedShare: null,
  },
  {
    claim: "a check that fails for too long",
    series: { ...HEALTHY, [LAST_SUCCESS]: `0+60x180 10800+0x60` },
    firing: { "KokoroProbeFailing critical": 1 },
  },
  {
    claim: "a check that failed a little while ago may yet succeed",
    series: { ...HEALTHY, [LAST_SUCCESS]: `0+60x210 12600+0x30` },
    firing: {},
  },
  {
    claim: "a check that never succeeded",
    series: { ...healthyWithout(LAST_SUCCESS), [CREATED]: steady(60) },
    firing: { "KokoroProbeFailing critical": 1 },
  },
  {
    claim: "a check that was only just made",
    series: { ...healthyWithout(LAST_SUCCESS), [CREATED]: steady(14_000) },
    firing: {},
  },
  {
    claim: "a suspended check",
    series: { ...HEALTHY, [SUSPENDED]: steady(1) },
    firing: { "KokoroProbeAbsent warning": 1 },
  },
];
