import { CALLER_REQUESTS } from "../callers";
import { longestGapMinutes, parseSchedule } from "../cron";
import { bytes, millicores } from "../quantities";
import { milliseconds, wholeSeconds } from "../schema/primitives";
import type { Rule } from "./rule";
import { errorIf } from "./say";

/** The server has no metrics of its own: all that is known of requests comes from the waypoint. */
const monitoringNeedsWaypoint: Rule = ({ monitoring, mesh }) => {
  if (!monitoring.enabled || mesh.waypoint.enabled) return undefined;
  return {
    severity: "error",
    key: "monitoring.enabled",
    value: true,
    rule: "needs mesh.waypoint: the server has no metrics, and the waypoint provides those of the requests",
    fix: "set mesh.waypoint: true, or monitoring.enabled: false",
  };
};

/** Without a steady request nobody can tell a quiet hour from a broken path. */
const monitoringWantsSmoke: Rule = ({ monitoring, smoke }) => {
  if (!monitoring.enabled || smoke.enabled) return undefined;
  return {
    severity: "warning",
    key: "monitoring.enabled",
    value: true,
    rule: "without smoke.enabled cannot tell an idle service from an unreachable one, and nothing measures the time to the first byte",
    fix: "set smoke.enabled: true",
  };
};

const smokeTimesFit: Rule = ({ smoke }) => {
  if (!smoke.enabled || wholeSeconds(smoke.firstByteLimit) <= wholeSeconds(smoke.timeout)) return undefined;
  return {
    severity: "error",
    key: "smoke.firstByteLimit",
    value: smoke.firstByteLimit,
    rule: `must be at most smoke.timeout (${smoke.timeout})`,
    fix: `write ${smoke.timeout} or less, or raise the timeout`,
  };
};

/** A check that is still running is not yet a failed one. */
const staleAfterLongestCheck: Rule = ({ smoke }) => {
  if (!smoke.enabled) return undefined;
  const longest = 2 * wholeSeconds(smoke.timeout) * (smoke.retries + 1);
  if (wholeSeconds(smoke.staleAfter) > longest) return undefined;
  return {
    severity: "error",
    key: "smoke.staleAfter",
    value: smoke.staleAfter,
    rule: `must be longer than one check can take: 2 answers x ${smoke.timeout} x ${smoke.retries + 1} tries = ${longest} s`,
    fix: `write ${longest * 2}s or more, or lower smoke.timeout`,
  };
};

/** Between two runs nobody succeeds, and an alert then would be false. */
const staleAfterSchedule: Rule = ({ smoke }) => {
  const schedule = parseSchedule(smoke.schedule);
  if (!smoke.enabled || schedule === undefined) return undefined;
  const gap = longestGapMinutes(schedule);
  const minutes = milliseconds(smoke.staleAfter) / 60_000;
  return errorIf(minutes < gap, {
    key: "smoke.staleAfter",
    value: smoke.staleAfter,
    rule: `must be longer than the longest time between two checks: with smoke.schedule "${smoke.schedule}" ${gapText(gap)}`,
    fix: Number.isFinite(gap) ? `write ${2 * gap}m or more, or check more often` : "check more often",
  });
};

function gapText(minutes: number): string {
  return Number.isFinite(minutes) ? `that is ${minutes} minutes` : "there is hardly a second check";
}

/** Kubernetes refuses a limit below the request. */
function limitCoversRequest(resource: "cpu" | "memory", measure: (quantity: string) => number): Rule {
  const request = CALLER_REQUESTS[resource];
  return ({ smoke }) =>
    errorIf(measure(smoke[resource]) < measure(request), {
      key: `smoke.${resource}`,
      value: smoke[resource],
      rule: `must be at least ${request}, which the check reserves`,
      fix: `write ${request} or more`,
    });
}

export const monitoringRules: readonly Rule[] = [
  monitoringNeedsWaypoint,
  monitoringWantsSmoke,
  smokeTimesFit,
  staleAfterLongestCheck,
  staleAfterSchedule,
  limitCoversRequest("cpu", millicores),
  limitCoversRequest("memory", bytes),
];
