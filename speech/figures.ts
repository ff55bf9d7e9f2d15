import type { Accelerator } from "./accelerators";
import { CRITERIA } from "./criteria";

/** How fast a server speaks, and who says so. */
export interface SpeechSpeed {
  /** Seconds of work for a second of audio, at the slower end of what is published. */
  readonly realTimeFactor: number;
  /** The same at the faster end. */
  readonly fastestRealTimeFactor: number;
  readonly source: string;
}

/** The slower end is what rules and estimates count with. Measure yours with `kokoro load`. */
export const SPEECH_SPEED: Readonly<Record<Accelerator, SpeechSpeed>> = {
  cpu: {
    realTimeFactor: 0.3,
    fastestRealTimeFactor: 0.2,
    source:
      "reports of 0.2 to 0.3 seconds of work for a second of audio; upstream's README (3.5 s to the first 200 tokens on an older i7) means 0.25",
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

/** 500 words are about 200 s of audio. */
export const AUDIO_SECONDS_PER_WORD = 0.4;

/** Tokens are phonemes: English has about 14 in a second. 250 tokens are about 18 s of audio. */
const TOKENS_PER_AUDIO_SECOND = 14;

/** Upstream's TARGET_MAX_TOKENS: a chunk is spoken whole before its first byte goes out. */
export const CHUNK_TOKENS = 250;

/** Most inputs are under this length. */
export const LONG_INPUT_WORDS = 1000;

/** Concurrent requests that the service is meant to answer. */
export const WANTED_CONCURRENCY = CRITERIA.concurrency;

/** Which end of the published speeds to count with. */
export type SpeedEnd = "slower" | "faster";

/** Seconds of synthesis for a number of words. */
export function synthesisSeconds(accelerator: Accelerator, words: number, end: SpeedEnd = "slower"): number {
  return tenths(words * AUDIO_SECONDS_PER_WORD * factor(accelerator, end));
}

/** Seconds until the first byte of a streamed answer by an idle server: its first chunk. */
export function firstByteSeconds(
  accelerator: Accelerator,
  words: number,
  chunkTokens: number = CHUNK_TOKENS,
  end: SpeedEnd = "slower",
): number {
  const audio = Math.min(words * AUDIO_SECONDS_PER_WORD, chunkTokens / TOKENS_PER_AUDIO_SECOND);
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
