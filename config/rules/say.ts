import { isDeepStrictEqual } from "node:util";
import type { Problem } from "../../common/problem";

type Finding = Omit<Problem, "severity">;

/** What stops the command, where the condition holds. */
export function errorIf(broken: boolean, finding: Finding): Problem | undefined {
  return broken ? { severity: "error", ...finding } : undefined;
}

/** What is allowed and has a price, where the condition holds. */
export function warningIf(broken: boolean, finding: Finding): Problem | undefined {
  return broken ? { severity: "warning", ...finding } : undefined;
}

/** An error for each key that differs from its default while nothing reads the section. */
export function changedWithoutEffect(
  section: object,
  defaults: object,
  prefix: string,
  because: string,
  fix: string,
): Problem[] {
  const standard = new Map(Object.entries(defaults));
  return Object.entries(section)
    .filter(([key, value]) => key !== "enabled" && !isDeepStrictEqual(value, standard.get(key)))
    .map(([key]) => noEffect(`${prefix}.${key}`, because, fix));
}

/** An error for each key that is set while nothing reads it. */
export function withoutEffect(
  section: Readonly<Record<string, unknown>>,
  prefix: string,
  keys: readonly string[],
  because: string,
  fix: string,
): Problem[] {
  return keys
    .filter((key) => section[key] !== undefined && section[key] !== false)
    .map((key) => noEffect(`${prefix}.${key}`, because, fix));
}

function noEffect(key: string, because: string, fix: string): Problem {
  return { severity: "error", key, rule: `has no effect while ${because}`, fix };
}
