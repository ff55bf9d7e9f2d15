import { slowestAnswerSeconds } from "../../speech/figures";
import { milliseconds } from "../schema/primitives";
import type { Settings } from "../schema/settings";
import type { Rule } from "./rule";

/** Each try may take perTryTimeout, so the overall timeout cuts the last ones off. */
const triesFitTimeout: Rule = ({ retries, timeout }) => {
  if (!retries.perTryTimeout || !timeout || retries.attempts === 0) return undefined;
  const tries = retries.attempts + 1;
  const needed = (tries * milliseconds(retries.perTryTimeout)) / 1000;
  const allowed = milliseconds(timeout) / 1000;
  if (needed <= allowed) return undefined;
  const possible = Math.floor(allowed / (milliseconds(retries.perTryTimeout) / 1000));
  return {
    severity: "warning",
    key: "timeout",
    value: timeout,
    rule: `is too short for all tries: ${tries} x ${retries.perTryTimeout} = ${needed} s, so at most ${possible} full tries fit (attempts counts the retries after the first try)`,
    fix: `set timeout to ${needed}s or more, or retries.attempts to ${Math.max(0, possible - 1)}`,
  };
};

/** A try that is given up goes on working in the server: the retry doubles the work. */
const perTryOutlastsAnswer: Rule = ({ retries, accelerator }) => {
  if (!retries.perTryTimeout || retries.attempts === 0) return undefined;
  const slowest = slowestAnswerSeconds(accelerator);
  const perTry = milliseconds(retries.perTryTimeout) / 1000;
  if (perTry >= slowest) return undefined;
  return {
    severity: "warning",
    key: "retries.perTryTimeout",
    value: retries.perTryTimeout,
    rule: `is shorter than the slowest answer (1000 words without streaming take about ${slowest} s on ${accelerator}): such a request is tried ${retries.attempts + 1} times and never succeeds, and a server finishes the work of every try`,
    fix: `remove it, or set ${slowest}s or more`,
  };
};

const timeoutOutlastsAnswer: Rule = ({ timeout, accelerator }) => {
  if (!timeout) return undefined;
  const slowest = slowestAnswerSeconds(accelerator);
  if (milliseconds(timeout) / 1000 >= slowest) return undefined;
  return {
    severity: "warning",
    key: "timeout",
    value: timeout,
    rule: `is shorter than the slowest answer (1000 words take about ${slowest} s on ${accelerator}) and cuts off longer streams`,
    fix: `remove it, or set ${slowest}s or more`,
  };
};

const policyNeedsWaypoint: Rule = (settings: Settings) => {
  if (settings.mesh.waypoint.enabled || !settings.mesh.enabled) return undefined;
  return {
    severity: "warning",
    key: "mesh.waypoint",
    value: false,
    rule: `is off: in ambient mode only a waypoint can apply retries, timeouts, load shedding, outlier detection and path rules, so none of them is rendered${settings.ingress.kind === "istio" ? ", except for retries and timeout at the ingress gateway" : ""}`,
    fix: "set mesh.waypoint: true, or let the callers retry",
  };
};

export const retryRules: readonly Rule[] = [
  triesFitTimeout,
  perTryOutlastsAnswer,
  timeoutOutlastsAnswer,
  policyNeedsWaypoint,
];
