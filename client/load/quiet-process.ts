import { readdirSync } from "node:fs";
import { constants, setPriority } from "node:os";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** So few that the buffers which were read into since stay below what makes V8 collect everything. */
const ANSWERS_A_COLLECTION = 200;

/**
 * Collects young garbage right after every so many answers, where V8 would do so in the middle of an exchange. It
 * would also mark all of its memory about once a second, 10 ms each time, for the sake of those buffers: with them
 * gone in time that can wait until memory is short.
 * @returns a function to call after each answer
 */
export function answerCollector(): () => void {
  setFlagsFromString("--no-incremental-marking");
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
