import { configOf, fixtures } from "./fixtures";

export interface Pair {
  readonly name: string;
  readonly config: Record<string, unknown>;
}

/** How many combinations of two sections' values are tried. */
const TRIES = 3;

/**
 * All pairs of top-level keys, each with values that a valid fixture gives them: what is right alone may be
 * wrong together. The choice is the same in every run.
 */
export function pairsOfSections(seed = 1): Pair[] {
  const values = valuesBySection();
  const sections = [...values.keys()].sort();
  const random = generator(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  return sections.flatMap((one, index) =>
    sections.slice(index + 1).flatMap((other) =>
      Array.from({ length: TRIES }, (_, number): Pair => {
        const config = { [one]: pick(values.get(one) ?? []), [other]: pick(values.get(other) ?? []) };
        return { name: `${one} and ${other}, ${number + 1}`, config };
      }),
    ),
  );
}

function valuesBySection(): Map<string, unknown[]> {
  const values = new Map<string, unknown[]>();
  for (const fixture of fixtures("valid")) {
    for (const [section, value] of Object.entries(configOf(fixture))) {
      values.set(section, [...(values.get(section) ?? []), value]);
    }
  }
  return values;
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
