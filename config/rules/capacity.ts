import { slowestAnswerSeconds, synthesisSeconds, WANTED_CONCURRENCY } from "../../speech/figures";
import { bytes, millicores } from "../quantities";
import { milliseconds } from "../schema/primitives";
import type { Rule } from "./rule";

/** The scheduler can't reserve more than the server may use. */
function requestWithinLimit(resource: "cpu" | "memory", measure: (quantity: string) => number): Rule {
  return ({ resources: { requests, limits } }) => {
    const [request, limit] = [requests[resource], limits[resource]];
    if (measure(request) <= measure(limit)) return undefined;
    return {
      severity: "error",
      key: `resources.requests.${resource}`,
      value: request,
      rule: `must be at most resources.limits.${resource} (${limit})`,
      fix: `write ${limit} or less, or raise the limit`,
    };
  };
}

/** One process answers one request at a time, whatever its CPU. */
const replicasForConcurrency: Rule = (settings) => {
  const { replicas, accelerator } = settings;
  if (settings.scaling.max > 1) return undefined;
  const one = synthesisSeconds(accelerator, 500);
  return {
    severity: "warning",
    key: "replicas",
    value: replicas,
    rule: `means one request at a time: of ${WANTED_CONCURRENCY} concurrent requests with 500 words (about ${one} s each on ${accelerator}), the last one waits about ${Math.round(one * WANTED_CONCURRENCY)} s`,
    fix: `set replicas to ${WANTED_CONCURRENCY} to answer ${WANTED_CONCURRENCY} at once, or accept the queue`,
  };
};

/** A server that is stopped before its answer is complete loses it. */
const longestRequestCoversAnswer: Rule = ({ longestRequest, accelerator }) => {
  const slowest = slowestAnswerSeconds(accelerator);
  if (milliseconds(longestRequest) / 1000 >= slowest) return undefined;
  return {
    severity: "warning",
    key: "longestRequest",
    value: longestRequest,
    rule: `is shorter than the slowest answer (1000 words take about ${slowest} s on ${accelerator}), so a rollout would cut it off`,
    fix: `set ${slowest}s or more`,
  };
};

export const capacityRules: readonly Rule[] = [
  requestWithinLimit("cpu", millicores),
  requestWithinLimit("memory", bytes),
  replicasForConcurrency,
  longestRequestCoversAnswer,
];
