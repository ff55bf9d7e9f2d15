import { synthesisSeconds, WANTED_CONCURRENCY } from "../../speech/figures";
import { admittedRequests, wantedPerReplica } from "../admission";
import { wholeSeconds } from "../schema/primitives";
import type { Rule } from "./rule";

const admissionNeedsWaypoint: Rule = ({ mesh, admission }) => {
  if (mesh.waypoint.enabled || admission.maxRequestsPerReplica === undefined) return undefined;
  return {
    severity: "error",
    key: "admission.maxRequestsPerReplica",
    value: admission.maxRequestsPerReplica,
    rule: "has no effect without a waypoint: the waypoint counts the requests",
    fix: "set mesh.waypoint: true, or remove it",
  };
};

const limitNeedsAdmission: Rule = ({ admission }) => {
  if (admission.enabled || admission.maxRequestsPerReplica === undefined) return undefined;
  return {
    severity: "error",
    key: "admission.maxRequestsPerReplica",
    value: admission.maxRequestsPerReplica,
    rule: "has no effect while admission.enabled is false",
    fix: "remove one of the two",
  };
};

const admitsWantedConcurrency: Rule = (settings) => {
  const admitted = admittedRequests(settings);
  if (admitted === undefined || admitted >= WANTED_CONCURRENCY) return undefined;
  const pods = settings.mesh.waypoint.replicas;
  return {
    severity: "warning",
    key: "admission.maxRequestsPerReplica",
    value: settings.admission.maxRequestsPerReplica,
    rule: `allows ${admitted} concurrent requests in each of ${pods} waypoint pods, but ${WANTED_CONCURRENCY} are expected: up to ${WANTED_CONCURRENCY - admitted} of them get 503`,
    fix: `set ${wantedPerReplica(settings)} or more`,
  };
};

/** A stopping server finishes what is queued in it, but no longer than its grace period. */
const queueFitsLongestRequest: Rule = ({ admission, accelerator, longestRequest, mesh }) => {
  const queue = admission.maxRequestsPerReplica;
  if (queue === undefined || !admission.enabled || !mesh.waypoint.enabled) return undefined;
  const wait = Math.round(queue * synthesisSeconds(accelerator, 500));
  if (wait <= wholeSeconds(longestRequest)) return undefined;
  return {
    severity: "warning",
    key: "admission.maxRequestsPerReplica",
    value: queue,
    rule: `lets ${queue} requests queue in a server: with 500 words each, the last one waits about ${wait} s on ${accelerator}. That is longer than longestRequest (${longestRequest}), so a rollout would cut it off`,
    fix: `set ${Math.max(1, Math.floor(wholeSeconds(longestRequest) / synthesisSeconds(accelerator, 500)))} or less, or longestRequest: ${wait}s`,
  };
};

const unboundedQueue: Rule = ({ admission, mesh }) => {
  if (admission.enabled || !mesh.waypoint.enabled) return undefined;
  return {
    severity: "warning",
    key: "admission",
    value: false,
    rule: "turns load shedding off: under overload requests queue for minutes, callers give up, and the servers still do the work",
    fix: "remove it, or set admission.maxRequestsPerReplica",
  };
};

export const admissionRules: readonly Rule[] = [
  admissionNeedsWaypoint,
  limitNeedsAdmission,
  admitsWantedConcurrency,
  queueFitsLongestRequest,
  unboundedQueue,
];
