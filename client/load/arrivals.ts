import { Worker } from "node:worker_threads";
import { onAbort } from "../on-abort";

/**
 * Waits for each moment in a thread of its own: Node's timers are a millisecond late, and an event loop that turns
 * until the moment leaves so much garbage (180 kB a request at 500 a second) that collecting it delays the answers.
 */
const CLOCK = `
const { parentPort, workerData: { interval, count } } = require("node:worker_threads");
const now = () => Number(process.hrtime.bigint()) / 1e6;
const cell = new Int32Array(new SharedArrayBuffer(4));
const start = now() + 50;
for (let number = 0; number < count; number++) {
  const due = start + number * interval;
  for (let left = due - now(); left > 0; left = due - now()) Atomics.wait(cell, 0, 0, left);
  parentPort.postMessage(due);
}
parentPort.postMessage("done");
`;

/** When requests are due: the first at once, then one every so many milliseconds. */
export interface Arrivals {
  readonly interval: number;
  readonly count: number;
  readonly signal: AbortSignal;
}

/**
 * Calls `arrive` for each request when it is due, whatever the ones before it do.
 * @param arrive gets its number, from 0, and the moment when it was due, in milliseconds of `performance.now()`
 */
export function eachArrival(
  { interval, count, signal }: Arrivals,
  arrive: (number: number, due: number) => void,
): Promise<void> {
  // The two clocks count alike from different moments.
  const offset = performance.now() - Number(process.hrtime.bigint()) / 1e6;
  return new Promise((resolve, reject) => {
    const worker = new Worker(CLOCK, { eval: true, workerData: { interval, count } });
    let next = 0;
    const stop = (): void => {
      forget();
      worker.removeAllListeners("message");
      worker.terminate().then(() => resolve(), reject);
    };
    const forget = onAbort(signal, stop);
    worker.once("error", reject);
    worker.on("message", (due: number | "done") => {
      if (due === "done") stop();
      else arrive(next++, due + offset);
    });
    if (signal.aborted) stop();
  });
}
