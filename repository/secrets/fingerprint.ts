import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";

/**
 * A fingerprint of all values together, which tells whether they are what they were, without a private key.
 * It lies in a repository that may be public, so it must not help to guess a value: it is salted and slow
 * (scrypt), and `undefined` where one of them is short enough to be guessed: who knows the others, as somebody
 * with one of the keys does, would need no more than to try that one.
 * See docs/adr/0041-secrets.md.
 */
export async function fingerprint(values: ReadonlyMap<string, string>): Promise<string | undefined> {
  if (!mayHaveFingerprint(values)) return undefined;
  const salt = randomBytes(16);
  const hash = await derive(values, salt, COST);
  return ["scrypt", LOG_N, R, P, salt.toString("hex"), hash.toString("hex")].join(":");
}

/** Whether a fingerprint is that of these values; undefined where it can't be read. */
export async function matches(
  stored: string,
  values: ReadonlyMap<string, string>,
): Promise<boolean | undefined> {
  const match = /^scrypt:(\d{1,2}):(\d{1,2}):(\d{1,2}):([0-9a-f]{32}):([0-9a-f]{64})$/.exec(stored);
  if (!match) return undefined;
  const [, logN, r, p, salt = "", hash = ""] = match;
  const cost = { N: 2 ** Number(logN), r: Number(r), p: Number(p) };
  // The file is no friend: a huge cost in it must not stop the run.
  if (cost.N * cost.r * cost.p > COST.N * COST.r * COST.p) return undefined;
  return timingSafeEqual(await derive(values, Buffer.from(salt, "hex"), cost), Buffer.from(hash, "hex"));
}

/** 32 MiB and about a tenth of a second a guess: the second line behind a value that nobody guesses. */
const [LOG_N, R, P] = [15, 8, 1];
const COST = { N: 2 ** LOG_N, r: R, p: P };

const ENOUGH_CHARACTERS = 20;
const ENOUGH_DIFFERENT = 10;

/** Whether each of the values is as long and mixed as a generated key is. */
export function mayHaveFingerprint(values: ReadonlyMap<string, string>): boolean {
  return [...values.values()].every(
    (value) => value.length >= ENOUGH_CHARACTERS && new Set(value).size >= ENOUGH_DIFFERENT,
  );
}

const scryptAsync = promisify<string, Buffer, number, ScryptOptions, Buffer>(scrypt);

function derive(values: ReadonlyMap<string, string>, salt: Buffer, cost: typeof COST): Promise<Buffer> {
  const text = JSON.stringify([...values].sort(([a], [b]) => (a < b ? -1 : 1)));
  return scryptAsync(text, salt, 32, { ...cost, maxmem: 2 ** 28 });
}
