/**
 * The real server's one event loop, on which synthesis runs: whatever wants to answer, /health included, waits
 * for its turn. A queue shows a caller the same as a blocked loop would, and leaves this process responsive.
 */
export class SerialLoop {
  private last: Promise<unknown> = Promise.resolve();

  /** Runs `work` after everything that asked before; nothing else runs until it ends. */
  turn<T>(work: () => Promise<T> | T): Promise<T> {
    const result = this.last.then(work);
    this.last = result.catch(() => undefined);
    return result;
  }
}

export function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
