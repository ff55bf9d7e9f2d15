import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { EXIT } from "../../common/exit";
import { bySignal, isInterruption, type StopSource } from "../interrupt";

/**
 * Every request of a load leaves 20 kB of garbage, and what was read. With these V8 collects it every few seconds and
 * not several times in one, for 2 to 4 ms each, and does not mark all of its memory for the sake of what was read.
 * They count from the start of a process alone. Sizes are in MB.
 */
const V8_FLAGS = ["--min-semi-space-size=64", "--max-semi-space-size=64", "--initial-old-space-size=256"];

/** Whether this is the process that `inOwnProcess` started. */
export function isOwnProcess(): boolean {
  return process.connected === true && V8_FLAGS.every((flag) => process.execArgv.includes(flag));
}

/** @returns the exit code; where the process did not end by itself, after saying so */
async function endOf(child: ChildProcess): Promise<number> {
  try {
    const [code, signal] = await once(child, "exit");
    if (signal === null) return code;
    const text = isInterruption(signal) ? "interrupted" : `the process of the load was ended by ${signal}`;
    process.stderr.write(`error: ${text}\n`);
    return isInterruption(signal) ? EXIT.interrupted : EXIT.failed;
  } catch (error) {
    process.stderr.write(`error: the process of the load did not start: ${(error as Error).message}\n`);
    return EXIT.badInput;
  }
}

/**
 * Runs the command line of this process again in another, which uses the same terminal and has to take `byParent`.
 * @returns its exit code
 */
export async function inOwnProcess(): Promise<number> {
  const { spawn } = await import("node:child_process");
  const args = [...process.execArgv, ...V8_FLAGS, ...process.argv.slice(1)];
  const child = spawn(process.execPath, args, { stdio: ["inherit", "inherit", "inherit", "ipc"] });
  const forget = bySignal(() => {
    if (child.connected) child.send("stop");
  });
  const code = await endOf(child);
  forget();
  return code;
}

/** The word or the end of the process that started this one. Ctrl-C reaches both: here it would count twice. */
export const byParent: StopSource = (stop) => {
  const forgetSignals = bySignal(() => undefined);
  process.on("message", stop);
  process.on("disconnect", stop);
  return () => {
    process.off("message", stop);
    process.off("disconnect", stop);
    if (process.connected) process.disconnect();
    forgetSignals();
  };
};
