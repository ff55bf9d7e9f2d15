import { CommandFailure, EXIT } from "../common/exit";
import { Interrupted } from "./failure";

const SIGNALS = ["SIGINT", "SIGTERM"] as const;

/** Calls `stop` whenever the command shall end. @returns a function that takes it back */
export type StopSource = (stop: () => void) => () => void;

/** Ctrl-C and SIGTERM. */
export const bySignal: StopSource = (stop) => {
  for (const name of SIGNALS) process.on(name, stop);
  return () => {
    for (const name of SIGNALS) process.off(name, stop);
  };
};

/** Whether a process that ended by `signal` was interrupted. */
export function isInterruption(signal: NodeJS.Signals | null): boolean {
  return SIGNALS.some((name) => name === signal);
}

/**
 * Runs `work` with a signal that Ctrl-C or SIGTERM aborts; a second Ctrl-C ends the process at once.
 * @throws CommandFailure with exit code 130 where the work ended by that signal
 */
export async function interruptible<T>(
  work: (signal: AbortSignal) => Promise<T>,
  source = bySignal,
): Promise<T> {
  const controller = new AbortController();
  const forget = source(() => {
    if (controller.signal.aborted) process.exit(EXIT.interrupted);
    controller.abort();
  });
  try {
    return await work(controller.signal);
  } catch (error) {
    if (error instanceof Interrupted) throw new CommandFailure("interrupted", EXIT.interrupted);
    throw error;
  } finally {
    forget();
  }
}
