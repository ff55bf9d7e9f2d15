import { readdirSync } from "node:fs";
import { constants, setPriority } from "node:os";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

const ANSWERS_A_COLLECTION = 500;

/**
 * Collects young garbage right after every so many answers. Left alone, the engine does it in the middle of an
 * exchange, and the longer the run the rarer: the buffers that were read into then add up until it walks through all
 * of its memory, which takes 10 ms and more.
 * @returns a function to call after each answer
 */
export function answerCollector(): () => void {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as (options: { type: "minor" }) => void;
  let answers = 0;
  return () => {
    if (++answers % ANSWERS_A_COLLECTION === 0) setImmediate(() => collect({ type: "minor" }));
  };
}

/**
 * Lets this thread go before those that compile and collect for it, which otherwise hold a processor for 3 ms at a
 * time. On Linux alone, where threads have priorities; elsewhere it does nothing.
 */
export function lowerHelperThreads(): void {
  try {
    for (const thread of readdirSync("/proc/self/task").map(Number)) {
      if (thread !== process.pid) setPriority(thread, constants.priority.PRIORITY_LOW);
    }
  } catch {
    // No such folder, or a thread that has just ended.
  }
}
