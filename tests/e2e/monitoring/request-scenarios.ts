import {
  AVAILABLE,
  answers,
  answersOf,
  asPrometheus3,
  goodAnswers,
  HEALTHY,
  healthyWithout,
  steady,
  WANTED,
} from "./cluster-series";
import type { Scenario } from "./scenario";

/** Of ten answers in ten minutes nine take 20 s, and one takes longer. */
const ONE_IN_TEN = (seconds: number) => ({
  ...HEALTHY,
  ...answersOf(
    new Map([
      [20, 0.9],
      [seconds, 0.1],
    ]),
    400_000,
  ),
});

export const BURN = { "KokoroErrorBudgetBurn critical": 2, "KokoroErrorBudgetBurn warning": 2 };
/** What becomes of requests. */
export const errors: Scenario[] = [
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

/** How long they take. */
export const speed: Scenario[] = [
  {
    claim: "slow answers",
    series: { ...HEALTHY, ...goodAnswers(0.5, 310, 3_000_000) },
    firing: { "KokoroSlowAnswers warning": 1 },
  },
  {
    claim: "one answer in ten that takes longer than the limit is too much",
    series: ONE_IN_TEN(301),
    firing: { "KokoroSlowAnswers warning": 1 },
  },
  {
    claim: "the same, as Prometheus 3 writes the histogram's bounds",
    series: asPrometheus3(ONE_IN_TEN(301)),
    firing: { "KokoroSlowAnswers warning": 1 },
  },
  {
    claim: "one in ten just over a minute is none of the slow ones: the next bound is five minutes",
    series: ONE_IN_TEN(61),
    firing: {},
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
