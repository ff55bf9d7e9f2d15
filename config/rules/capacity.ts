import { milliseconds } from "../primitives";
import { bytes, millicores } from "../quantities";
import { replicasCeiling } from "../replicas";
import { slowestAnswerSeconds, synthesisSeconds, WANTED_CONCURRENCY } from "../speech";
import type { Rule } from "./index";

const cpuRequestWithinLimit: Rule = ({ resources: { requests, limits } }) => {
  if (millicores(requests.cpu) <= millicores(limits.cpu)) return undefined;
  return {
    severity: "error",
    key: "resources.requests.cpu",
    value: requests.cpu,
    rule: `must be at most resources.limits.cpu (${limits.cpu})`,
    fix: `write ${limits.cpu} or less, or raise the limit`,
  };
};

const memoryRequestWithinLimit: Rule = ({ resources: { requests, limits } }) => {
  if (bytes(requests.memory) <= bytes(limits.memory)) return undefined;
  return {
    severity: "error",
    key: "resources.requests.memory",
    value: requests.memory,
    rule: `must be at most resources.limits.memory (${limits.memory})`,
    fix: `write ${limits.memory} or less, or raise the limit`,
  };
};

/** One process answers one request at a time, whatever its CPU. */
const replicasForConcurrency: Rule = (settings) => {
  const { replicas, accelerator } = settings;
  if (replicasCeiling(settings) > 1) return undefined;
  const one = synthesisSeconds(accelerator, 500);
  return {
    severity: "warning",
    key: "replicas",
    value: replicas,
    rule: `answers one request at a time: of ${WANTED_CONCURRENCY} concurrent requests of 500 words (about ${one} s each on ${accelerator}) the last waits about ${Math.round(one * WANTED_CONCURRENCY)} s`,
    fix: `set replicas to ${WANTED_CONCURRENCY} for ${WANTED_CONCURRENCY} at once, or accept the queue`,
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
    rule: `is shorter than the slowest answer (1000 words take about ${slowest} s on ${accelerator}): a rollout would cut it`,
    fix: `set ${slowest}s or more`,
  };
};

export const capacityRules: readonly Rule[] = [
  cpuRequestWithinLimit,
  memoryRequestWithinLimit,
  replicasForConcurrency,
  longestRequestCoversAnswer,
];
