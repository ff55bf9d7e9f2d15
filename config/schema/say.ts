/** What a rule demands, and how to satisfy it. */
export interface Saying {
  readonly rule: string;
  readonly fix: string;
}

const sayings = new Map<string, Saying>();

/** The options of a zod check that says rule and fix. zod keeps one text for both; `sayingOf` finds the two by it. */
export function say(rule: string, fix: string): { error: string } {
  const error = `${rule}; ${fix}`;
  sayings.set(error, { rule, fix });
  return { error };
}

/** Rule and fix of a message of zod, if `say` made it. */
export function sayingOf(message: string | undefined): Saying | undefined {
  return message === undefined ? undefined : sayings.get(message);
}
