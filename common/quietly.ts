/** What others wrote may be unreadable or malformed: then it says nothing to us, and this is undefined. */
export function quietly<T>(attempt: () => T): T | undefined {
  try {
    return attempt();
  } catch {
    return undefined;
  }
}
