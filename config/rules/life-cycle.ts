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

/** Measured on the CPU image: 21 to 27 s from start to ready, and 5 s that a new server must stay so. */
const SECONDS_A_SERVER = 32;

/** Servers are replaced one by one. */
const fluxWaitsForRollout: Rule = (settings) => {
  const { flux, accelerator } = settings;
  const servers = settings.scaling.min;
  const least = servers * SECONDS_A_SERVER;
  return warningIf(flux.wait && accelerator === "cpu" && milliseconds(flux.timeout) < least * 1000, {
    key: "flux.timeout",
    value: flux.timeout,
    rule: `is shorter than a rollout of ${servers} servers, which are replaced one by one: at ${SECONDS_A_SERVER} s each it takes ${least} s, and Flux would report a failure in the middle`,
    fix: `set ${2 * least}s or more, or flux.wait: false`,
  });
};

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
  fluxWaitsForRollout,
  timeoutWithinLongestRequest,
];
