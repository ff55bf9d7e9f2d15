/** Parts rule and fix inside one zod message; never printed. */
export const RULE_FIX_SEPARATOR = "\u001f";

export function say(rule: string, fix: string): { error: string } {
  return { error: `${rule}${RULE_FIX_SEPARATOR}${fix}` };
}
