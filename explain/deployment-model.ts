import type { Settings } from "../config/schema/settings";
import type { Accelerator } from "../speech/accelerators";
import { CHUNK_TOKENS, firstByteSeconds, type SpeedEnd, synthesisSeconds } from "../speech/figures";

/** The few figures of a configuration that decide how soon callers hear something. */
export interface DeploymentModel {
  readonly accelerator: Accelerator;
  /** Servers that run when all that may run do. */
  readonly servers: number;
  /** Tokens of the largest chunk that the server speaks at a time. */
  readonly chunkTokens: number;
}

export function modelOf(settings: Settings): DeploymentModel {
  return {
    accelerator: settings.accelerator,
    servers: settings.scaling.max,
    chunkTokens: settings.server.TARGET_MAX_TOKENS ?? CHUNK_TOKENS,
  };
}

/**
 * Seconds to the first byte for the last of several callers at once: a server hardly lets others in before an
 * answer is complete, streamed or not.
 */
export function lastFirstByte(model: DeploymentModel, words: number, callers: number, end: SpeedEnd): number {
  const before = (inTurn(model, callers) - 1) * synthesisSeconds(model.accelerator, words, end);
  return before + firstByteSeconds(model.accelerator, words, model.chunkTokens, end);
}

/** Seconds to the complete answer for the last of several callers at once. */
export function lastComplete(model: DeploymentModel, words: number, callers: number, end: SpeedEnd): number {
  return inTurn(model, callers) * synthesisSeconds(model.accelerator, words, end);
}

/** How many callers share the busiest server. */
function inTurn({ servers }: DeploymentModel, callers: number): number {
  return Math.ceil(callers / servers);
}
