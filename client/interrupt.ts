import { CommandFailure, EXIT } from "../common/exit";
import { Interrupted } from "./failure";

const SIGNALS = ["SIGINT", "SIGTERM"] as const;

/**
 * Runs `work` with a signal that Ctrl-C or SIGTERM aborts; a second Ctrl-C ends the process at once.
 * @throws CommandFailure with exit code 130 where the work ended by that signal
 */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const stop = (): void => {
    if (controller.signal.aborted) process.exit(EXIT.interrupted);
    controller.abort();
  };
  for (const name of SIGNALS) process.on(name, stop);
  try {
    return await work(controller.signal);
  } catch (error) {
    if (error instanceof Interrupted) throw new CommandFailure("interrupted", EXIT.interrupted);
    throw error;
  } finally {
    for (const name of SIGNALS) process.off(name, stop);
  }
}
