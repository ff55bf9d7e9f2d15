import { onAbort } from "./on-abort";

/** Waits, or less where the signal aborts; hundreds may wait for one signal. @param milliseconds at least 0 */
export function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  if (signal?.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      forget();
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    const forget = onAbort(signal, end);
  });
}
