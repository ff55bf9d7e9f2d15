import type { Settings } from "./settings";

/**
 * How fast the server speaks, by accelerator: seconds of work for a second of audio (real-time factor).
 * Sources: upstream's README says 0.2 to 0.3 on CPU and 35 to 100 times real time on GPU; the slower
 * end is taken. Measure yours with `kokoro load`.
 */
const REAL_TIME_FACTOR: Record<Settings["accelerator"], number> = { cpu: 0.3 };

/** 500 words are about 200 s of audio. */
export const AUDIO_SECONDS_PER_WORD = 0.4;

/** Most inputs are under this length. */
export const LONG_INPUT_WORDS = 1000;

/** Concurrent requests that the service is meant to answer. */
export const WANTED_CONCURRENCY = 10;

/** Seconds of synthesis for a number of words. */
export function synthesisSeconds(accelerator: Settings["accelerator"], words: number): number {
  return Math.round(words * AUDIO_SECONDS_PER_WORD * REAL_TIME_FACTOR[accelerator] * 10) / 10;
}

/** Seconds that the longest usual request takes without streaming. */
export function slowestAnswerSeconds(accelerator: Settings["accelerator"]): number {
  return Math.ceil(synthesisSeconds(accelerator, LONG_INPUT_WORDS));
}
