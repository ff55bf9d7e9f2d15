import { SpeechFailure } from "../failure";
import type { Server } from "../http";
import type { SpeechRequest } from "../request";
import { type AudioSink, type SpeechResult, synthesize } from "../speech";

export interface SmokeContext {
  readonly server: Server;
  readonly signal: AbortSignal;
  /** Where Prometheus answers; undefined skips what needs it. */
  readonly prometheus: string | undefined;
  /** The Service's name and namespace, as the mesh's metrics call them. */
  readonly service: string;
  readonly namespace: string;
}

/** One acceptance scenario of a user story. */
export interface SmokeCheck {
  readonly story: 1 | 2 | 3 | 4;
  readonly name: string;
  /** @returns what was seen. @throws where the scenario does not hold; Skipped where it cannot be tried */
  run(context: SmokeContext): Promise<string>;
}

/** A check that needs something that was not given. */
export class Skipped extends Error {}

export const SENTENCE = "The quick brown fox jumps over the lazy dog.";

/** Speaks the sentence, not streamed, as WAV, unless `fields` say otherwise. */
export function speakIt(
  context: SmokeContext,
  fields: Partial<SpeechRequest> = {},
  sink?: AudioSink,
): Promise<SpeechResult> {
  const request: SpeechRequest = { input: SENTENCE, response_format: "wav", stream: false, ...fields };
  return synthesize(context.server, request, { signal: context.signal, sink });
}

export function describeAudio(result: SpeechResult): string {
  return `${result.audioSeconds.toFixed(2)} s of audio in ${result.totalSeconds.toFixed(2)} s`;
}

/** Passes only where the server refuses with one of `statuses` and says why. */
export async function expectRefusal(work: Promise<unknown>, ...statuses: number[]): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof SpeechFailure) || error.reason === "connect") throw error;
    if (error.status !== undefined && statuses.includes(error.status)) return error.message;
    throw new Error(`a refusal with ${statuses.join(" or ")} was expected: ${error.message}`);
  }
  throw new Error(`a refusal with ${statuses.join(" or ")} was expected, but audio came`);
}
