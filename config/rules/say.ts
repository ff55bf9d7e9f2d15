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
    .map((key) => ({
      severity: "error" as const,
      key: `${prefix}.${key}`,
      rule: `has no effect while ${because}`,
      fix,
    }));
}
