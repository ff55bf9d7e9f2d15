import type { Accelerator } from "./accelerators";
import { CRITERIA } from "./criteria";
import { MEASURED_ON, SERVER_SPEED } from "./measured";

/** How fast a server speaks, and who says so. */
export interface SpeechSpeed {
  /** Seconds of work for a second of audio, at the slower end of what was measured or published. */
  readonly realTimeFactor: number;
  /** The same at the faster end. */
  readonly fastestRealTimeFactor: number;
  readonly source: string;
}

/** The slower end is what rules and estimates count with. Measure yours with `kokoro load`. */
export const SPEECH_SPEED: Readonly<Record<Accelerator, SpeechSpeed>> = {
  cpu: {
    realTimeFactor: SERVER_SPEED.realTimeFactor.slower,
    fastestRealTimeFactor: SERVER_SPEED.realTimeFactor.faster,
    source: `measured ${MEASURED_ON.date} on ${MEASURED_ON.machine}, quiet: 0.38 to 0.5 seconds of work for a second of audio, first byte of 200 words after ${SERVER_SPEED.firstByte[200]} s (${MEASURED_ON.software}); on one thread twice that, beside other work up to ten times`,
  },
  nvidia: {
    realTimeFactor: 1 / 35,
    fastestRealTimeFactor: 1 / 100,
    source: "upstream's README, 35 to 100 times real time on an RTX 4060 Ti",
  },
  rocm: {
    realTimeFactor: 1 / 17,
    fastestRealTimeFactor: 1 / 17,
    source: "an assumption, half of nvidia's slower end: upstream publishes no figure for ROCm",
  },
};

/** Upstream's TARGET_MAX_TOKENS: a chunk is spoken whole before its first byte goes out. */
export const CHUNK_TOKENS = 250;

/** Upstream's TARGET_MIN_TOKENS beside it: the first chunk is as short as that where a sentence ends there. */
const SHORTEST_CHUNK_SHARE = 175 / CHUNK_TOKENS;

/** Most inputs are under this length. */
export const LONG_INPUT_WORDS = 1000;

/** Concurrent requests that the service is meant to answer. */
export const WANTED_CONCURRENCY = CRITERIA.concurrency;

/** Which end of the measured or published speeds to count with. */
export type SpeedEnd = "slower" | "faster";

/** Seconds of synthesis for a number of words. */
export function synthesisSeconds(accelerator: Accelerator, words: number, end: SpeedEnd = "slower"): number {
  return tenths(words * SERVER_SPEED.audioSecondsPerWord * factor(accelerator, end));
}

/** Seconds until the first byte of a streamed answer by an idle server: its first chunk. */
export function firstByteSeconds(
  accelerator: Accelerator,
  words: number,
  chunkTokens: number = CHUNK_TOKENS,
  end: SpeedEnd = "slower",
): number {
  const tokens = end === "slower" ? chunkTokens : chunkTokens * SHORTEST_CHUNK_SHARE;
  const { audioSecondsPerWord, tokensPerAudioSecond } = SERVER_SPEED;
  const audio = Math.min(words * audioSecondsPerWord, tokens / tokensPerAudioSecond);
  return tenths(audio * factor(accelerator, end));
}

/** Seconds that the longest usual request takes without streaming. */
export function slowestAnswerSeconds(accelerator: Accelerator): number {
  return Math.ceil(synthesisSeconds(accelerator, LONG_INPUT_WORDS));
}

function factor(accelerator: Accelerator, end: SpeedEnd): number {
  const { realTimeFactor, fastestRealTimeFactor } = SPEECH_SPEED[accelerator];
  return end === "slower" ? realTimeFactor : fastestRealTimeFactor;
}

function tenths(seconds: number): number {
  return Math.round(seconds * 10) / 10;
}
