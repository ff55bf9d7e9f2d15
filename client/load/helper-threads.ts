import { readdirSync } from "node:fs";
import { constants, setPriority } from "node:os";

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
