/** For each signal the work that waits for it: one listener a signal, since a load has hundreds of requests. */
const waiting = new WeakMap<AbortSignal, Set<() => void>>();

function watch(signal: AbortSignal): Set<() => void> {
  const actions = new Set<() => void>();
  waiting.set(signal, actions);
  signal.addEventListener("abort", () => {
    for (const action of [...actions]) action();
  });
  return actions;
}

/** Runs `action` when the signal aborts. @returns a function that takes it back */
export function onAbort(signal: AbortSignal | undefined, action: () => void): () => void {
  if (!signal) return () => undefined;
  const actions = waiting.get(signal) ?? watch(signal);
  actions.add(action);
  return () => {
    actions.delete(action);
  };
}
