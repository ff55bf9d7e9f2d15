/**
 * What was measured with the real server on a CPU. Every rule, estimate and document that quotes a figure of
 * speed or memory takes it from here; a measurement of yours belongs here too.
 */
export const MEASURED_ON = {
  date: "2026-11-25",
  machine: "2 shared x86 cores, 2 threads",
  software:
    "Kokoro-FastAPI v0.8.0 and PyTorch 2.8 as in the cpu image, Kokoro-82M with weights rounded to int8",
  runs: "few, some with other work on the machine",
} as const;

/**
 * oneDNN keeps what it compiled for each length of audio, without bound as far as a pod goes. With 16 entries the
 * CPU time is the same.
 */
export const PRIMITIVE_CACHE = { name: "ONEDNN_PRIMITIVE_CACHE_CAPACITY", value: "16" } as const;

/** Resident memory of one server. `idle`: before the first request. */
export const SERVER_MEMORY = {
  idle: "1606Mi",
  /** With PRIMITIVE_CACHE: after 8 lengths of text and one of 100 words, level. */
  bounded: "2155Mi",
  /** Without: after 30 mixed requests and one of 100 words, still growing. */
  unbounded: "4976Mi",
} as const;

/** Speed on a quiet machine, from the slower to the faster end of what was seen. */
export const SERVER_SPEED = {
  /** Seconds of work for a second of audio. On one thread 0.7 to 1.0; beside other work up to 4.5. */
  realTimeFactor: { slower: 0.5, faster: 0.38 },
  /** 0.27 to 0.30: 500 words are about 146 s. */
  audioSecondsPerWord: 0.29,
  /** 16 to 18. Tokens are phonemes. */
  tokensPerAudioSecond: 17,
  /** Seconds to the first byte of a streamed answer, by words. */
  firstByte: { 12: "1.5", 40: "4.3 to 6.2", 100: "4.0 to 4.1", 200: "4.1 to 6.3" },
} as const;
