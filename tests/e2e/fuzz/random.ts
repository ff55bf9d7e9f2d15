/** Numbers that the seed decides, so that a finding can be had again. */
export interface Random {
  /** A whole number from 0 to less than `limit`. */
  below(limit: number): number;
  /** One of several. */
  of<T>(values: readonly T[]): T;
}

/** Source: mulberry32, a generator of 32 bits in the public domain. */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  const below = (limit: number): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
  return { below, of: <T>(values: readonly T[]) => values[below(values.length)] as T };
}
