import type { Problem } from "../common/problem";
import { pathText } from "./schema/issues";

const LONE_SURROGATE = /\p{Surrogate}/u;

/**
 * Texts that no file in UTF-8 and no container can hold: half of a character, as `"\uD83D"` in YAML makes
 * one, and the zero byte. The value is not repeated: a terminal may not show it, and it may be secret.
 */
export function brokenTexts(value: unknown, path: readonly PropertyKey[] = []): Problem[] {
  if (typeof value === "string") return broken(value, path, "");
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) => {
    const here = [...path, Array.isArray(value) ? Number(key) : key];
    return [...broken(key, path, "the name of a key in it "), ...brokenTexts(child, here)];
  });
}

function broken(text: string, path: readonly PropertyKey[], what: string): Problem[] {
  const key = pathText(path).replace(/\p{Surrogate}|\0/gu, "\ufffd");
  if (LONE_SURROGATE.test(text)) {
    const rule = `${what}has half of a character (a lone surrogate, \\uD800 to \\uDFFF)`;
    return [{ severity: "error", key, rule, fix: "write the complete character, for example \\U0001F600" }];
  }
  if (text.includes("\0")) {
    return [{ severity: "error", key, rule: `${what}has a zero byte (\\0)`, fix: "remove it" }];
  }
  return [];
}
