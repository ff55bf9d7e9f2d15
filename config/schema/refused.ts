import type { Problem } from "../../common/problem";

type Reason = Pick<Problem, "rule" | "fix">;

const refusals = new WeakMap<object, Readonly<Record<string, Reason>>>();

/** Keys that a section does not take although users look for them there, each with the reason. */
export function refusing<T extends object>(section: T, reasons: Readonly<Record<string, Reason>>): T {
  refusals.set(section, reasons);
  return section;
}

/** Why a section refuses a key, if it does. Names of environment variables have no case of their own. */
export function refusalOf(section: object | undefined, key: string): Reason | undefined {
  return section && refusals.get(section)?.[key.toUpperCase()];
}
