import { milliseconds } from "../schema/primitives";
import type { Rule } from "./rule";
import { warningIf } from "./say";

/** PyTorch alone takes tens of seconds to load on a slow disk. */
const SHORTEST_START_MS = 30_000;

const startIsPossible: Rule = ({ longestStart }) =>
  warningIf(milliseconds(longestStart) < SHORTEST_START_MS, {
    key: "longestStart",
    value: longestStart,
    rule: "may be too short to load PyTorch and the model from a slow disk: the server would be restarted again and again before its first answer",
    fix: "set 60s or more",
  });

const fluxWaitsForStart: Rule = ({ flux, longestStart }) =>
  warningIf(flux.wait && milliseconds(flux.timeout) < milliseconds(longestStart), {
    key: "flux.timeout",
    value: flux.timeout,
    rule: `is shorter than longestStart (${longestStart}): Flux would report a failed rollout while a server is still starting`,
    fix: `set ${longestStart} or more, or flux.wait: false`,
  });

/** A request that the mesh still waits for is cut when its server stops. */
const timeoutWithinLongestRequest: Rule = ({ timeout, longestRequest }) =>
  warningIf(timeout !== undefined && milliseconds(timeout) > milliseconds(longestRequest), {
    key: "timeout",
    value: timeout,
    rule: `is longer than longestRequest (${longestRequest}): during a rollout a server has only that long to finish, and longer answers are cut off`,
    fix: `set longestRequest: ${timeout}`,
  });

export const lifeCycleRules: readonly Rule[] = [
  startIsPossible,
  fluxWaitsForStart,
  timeoutWithinLongestRequest,
];
