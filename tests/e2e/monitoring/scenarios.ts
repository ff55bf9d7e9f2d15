import {
  AVAILABLE,
  answers,
  CREATED,
  goodAnswers,
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

export interface Scenario {
  readonly claim: string;
  readonly series: Values;
  /** Everything that fires, and nothing else does: alert and severity -> how many. */
  readonly firing: Readonly<Record<string, number>>;
  /** Failed share of the last hour; null: the series must not exist. */
  readonly failedShare?: number | null;
}

const BURN = { "KokoroErrorBudgetBurn critical": 2, "KokoroErrorBudgetBurn warning": 2 };
const QUIET = healthyWithout("istio_");

/** Requests that stop half-way: the counters stay where they are. */
const STOPPED: Values = Object.fromEntries(
  Object.entries(HEALTHY).map(([series, values]) => [
    series,
    series.startsWith("istio_requests_total") ? `0+60x${MINUTES / 2} 7200+0x${MINUTES / 2}` : values,
  ]),
);

const errors: Scenario[] = [
  { claim: "all is well: nothing fires", series: HEALTHY, firing: {}, failedShare: 0 },
  {
    claim: "5xx spend the error budget",
    series: { ...HEALTHY, ...answers(10, { code: "503", flags: "UF" }) },
    firing: BURN,
    failedShare: 10 / 70,
  },
  {
    claim: "answers that are cut after status 200 spend it too",
    series: { ...HEALTHY, ...answers(10, { code: "200", flags: "UPE" }) },
    firing: BURN,
    failedShare: 10 / 70,
  },
  {
    claim: "so do answers of status 200 without enough audio, and they are named",
    series: { ...HEALTHY, ...answers(10, { code: "200", audio: "short" }) },
    firing: { ...BURN, "KokoroShortAudio warning": 1 },
    failedShare: 10 / 70,
  },
  {
    claim: "requests without any status spend it",
    series: { ...HEALTHY, ...answers(10, { code: "0", flags: "UC" }) },
    firing: BURN,
    failedShare: 10 / 70,
  },
  {
    claim: "failures within the objective are allowed",
    series: { ...HEALTHY, ...answers(0.12, { code: "503", flags: "UF" }) },
    firing: {},
  },
  {
    claim: "a slow burn is told without waking anyone",
    series: { ...HEALTHY, ...answers(0.6, { code: "503", flags: "UF" }) },
    firing: { "KokoroErrorBudgetBurn warning": 1 },
  },
  {
    claim: "two failures of a few requests are no alarm",
    series: {
      ...healthyWithout("istio_"),
      ...answers(0.05, { code: "200" }),
      ...answers(0.008, { code: "503", flags: "UF" }),
    },
    firing: {},
  },
  {
    claim: "wrong requests and callers that hang up are not the service's failures",
    series: {
      ...HEALTHY,
      ...answers(30, { code: "400", audio: "short" }),
      ...answers(30, { code: "422", audio: "short" }),
      ...answers(30, { code: "200", flags: "DC", audio: "short" }),
      ...answers(30, { code: "0", flags: "DC", audio: "short" }),
    },
    firing: {},
    failedShare: 0,
  },
  {
    claim: "small answers that are no speech are none of it",
    series: { ...HEALTHY, ...answers(60, { code: "500", audio: "other" }) },
    firing: {},
    failedShare: 0,
  },
];

const speed: Scenario[] = [
  {
    claim: "slow answers",
    series: { ...HEALTHY, ...goodAnswers(0.5, 200, 3_000_000) },
    firing: { "KokoroSlowAnswers warning": 1 },
  },
  {
    claim: "streams that stand still bring too few bytes for their time",
    series: { ...HEALTHY, ...goodAnswers(1, 60, 12_000) },
    firing: { "KokoroStalledAudio warning": 1 },
  },
  {
    claim: "more requests than servers can take",
    series: { ...HEALTHY, ...goodAnswers(10, 30, 400_000) },
    firing: { "KokoroSaturated warning": 1 },
  },
  {
    claim: "as many requests with as many servers are no trouble",
    series: { ...HEALTHY, ...goodAnswers(10, 30, 400_000), [AVAILABLE]: steady(5), [WANTED]: steady(5) },
    firing: {},
  },
];

const servers: Scenario[] = [
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

const data: Scenario[] = [
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

export const scenarios: readonly Scenario[] = [...errors, ...speed, ...servers, ...data];
