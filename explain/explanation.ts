import { admittedRequests } from "../config/admission";
import { measuredMemory, type ServerMemory } from "../config/memory";
import { wholeSeconds } from "../config/schema/primitives";
import type { Settings } from "../config/schema/settings";
import { livenessProbe, readinessProbe, startupProbe } from "../manifests/probes";
import { rolloutStrategy } from "../manifests/rollout";
import { ACCELERATORS, type Accelerator } from "../speech/accelerators";
import { firstByteSeconds, SPEECH_SPEED, synthesisSeconds } from "../speech/figures";
import { type Criterion, criteria } from "./criteria";
import { modelOf } from "./deployment-model";
import { type RetryWaits, retryWaits } from "./retry-waits";

/** What a configuration means, as figures. Unit of every time: seconds. */
export interface Explanation {
  readonly accelerator: Accelerator;
  readonly servers: {
    readonly fewest: number;
    readonly most: number;
    readonly scaling: Settings["scaling"]["kind"];
  };
  /** One server answers one request at a time. `admitted`: with those that wait; absent where nothing bounds them. */
  readonly requestsAtOnce: { readonly fewest: number; readonly most: number; readonly admitted?: number };
  readonly memory: { readonly limit: string; readonly measured?: ServerMemory };
  readonly retries: RetryWaits;
  readonly answers: readonly AnswerEstimate[];
  readonly lifeCycle: LifeCycle;
  readonly criteria: readonly Criterion[];
}

/** What one caller of an idle server may expect, at the slower end of the measured or published speeds. */
export interface AnswerEstimate {
  readonly accelerator: Accelerator;
  readonly configured: boolean;
  readonly source: string;
  readonly inputs: readonly {
    readonly words: number;
    readonly firstByte: number;
    readonly complete: number;
  }[];
}

export interface LifeCycle {
  readonly startAtMost: number;
  readonly leavesServiceAfterSilence: number;
  readonly restartsAfterSilence: number;
  readonly finishesAtMost: number;
  readonly rollout: "new server first" | "one server less" | "old server stops first";
}

const INPUT_WORDS = [12, 500, 1000];

/** Pure: the same settings give the same explanation. */
export function explain(settings: Settings): Explanation {
  const fewest = settings.scaling.min;
  const most = settings.scaling.max;
  const admitted = admittedRequests(settings);
  const measured = measuredMemory(settings);
  return {
    accelerator: settings.accelerator,
    servers: { fewest, most, scaling: settings.scaling.kind },
    requestsAtOnce: { fewest, most, ...(admitted !== undefined && { admitted }) },
    memory: { limit: settings.resources.limits.memory, ...(measured && { measured }) },
    retries: retryWaits(settings),
    answers: ACCELERATORS.map((accelerator) => estimate(accelerator, settings)),
    lifeCycle: lifeCycle(settings),
    criteria: criteria(settings),
  };
}

function estimate(accelerator: Accelerator, settings: Settings): AnswerEstimate {
  const { chunkTokens } = modelOf(settings);
  return {
    accelerator,
    configured: accelerator === settings.accelerator,
    source: SPEECH_SPEED[accelerator].source,
    inputs: INPUT_WORDS.map((words) => ({
      words,
      firstByte: firstByteSeconds(accelerator, words, chunkTokens),
      complete: synthesisSeconds(accelerator, words),
    })),
  };
}

function lifeCycle(settings: Settings): LifeCycle {
  return {
    startAtMost: patience(startupProbe(settings)),
    leavesServiceAfterSilence: patience(readinessProbe(settings)),
    restartsAfterSilence: patience(livenessProbe(settings)),
    finishesAtMost: wholeSeconds(settings.longestRequest),
    rollout: rolloutWords(settings),
  };
}

/** Seconds of silence that a probe bears at the least. */
function patience(probe: ReturnType<typeof startupProbe>): number {
  return (probe.failureThreshold - 1) * probe.periodSeconds + probe.timeoutSeconds;
}

function rolloutWords(settings: Settings): LifeCycle["rollout"] {
  const strategy = rolloutStrategy(settings);
  if (strategy.type === "Recreate") return "old server stops first";
  return strategy.rollingUpdate.maxSurge > 0 ? "new server first" : "one server less";
}
