const CPU_MILLI = 1000;

/** `500m` -> 500, `2` -> 2000. Unit: thousandths of a core. */
export function millicores(quantity: string): number {
  return quantity.endsWith("m") ? Number(quantity.slice(0, -1)) : Math.round(Number(quantity) * CPU_MILLI);
}

const BYTES: Record<string, number> = {
  "": 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
};

/** `4Gi` -> 4294967296. */
export function bytes(quantity: string): number {
  const [, amount = "0", suffix = ""] = /^(\d+(?:\.\d+)?)(\D*)$/.exec(quantity) ?? [];
  return Number(amount) * (BYTES[suffix] ?? 1);
}
