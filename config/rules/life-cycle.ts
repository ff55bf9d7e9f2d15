import { milliseconds } from "../schema/primitives";
import type { Rule } from "./rule";
import { warningIf } from "./say";

/** PyTorch alone takes tens of seconds to load on a slow disk. */
const SHORTEST_START_MS = 30_000;

const startIsPossible: Rule = ({ longestStart }) =>
  warningIf(milliseconds(longestStart) < SHORTEST_START_MS, {
    key: "longestStart",
    value: longestStart,
    rule: "is shorter than the load of PyTorch and the model on a slow disk: such a server is restarted before its first answer, again and again",
    fix: "set 60s or more",
  });

const fluxWaitsForStart: Rule = ({ flux, longestStart }) =>
  warningIf(flux.wait && milliseconds(flux.timeout) < milliseconds(longestStart), {
    key: "flux.timeout",
    value: flux.timeout,
    rule: `is shorter than longestStart (${longestStart}): Flux calls the rollout failed while a server may still start`,
    fix: `set ${longestStart} or more, or flux.wait: false`,
  });

/** A request that the mesh still waits for is cut when its server stops. */
const timeoutWithinLongestRequest: Rule = ({ timeout, longestRequest }) =>
  warningIf(timeout !== undefined && milliseconds(timeout) > milliseconds(longestRequest), {
    key: "timeout",
    value: timeout,
    rule: `is longer than longestRequest (${longestRequest}): a rollout stops a server that long after its last request began, and cuts longer answers`,
    fix: `set longestRequest: ${timeout}`,
  });

export const lifeCycleRules: readonly Rule[] = [
  startIsPossible,
  fluxWaitsForStart,
  timeoutWithinLongestRequest,
];
