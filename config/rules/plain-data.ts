import type { Problem } from "../../common/problem";
import { pathText } from "../schema/issues";
import type { Rule } from "./rule";

/** Numbers without an exact form, and what only a program can give: none of it comes out as it went in. */
const onlyPlainData: Rule = (settings) => inexactIn(settings, []);

function inexactIn(value: unknown, path: readonly PropertyKey[]): Problem[] {
  if (Array.isArray(value)) return value.flatMap((child, index) => inexactIn(child, [...path, index]));
  if (typeof value === "object" && value !== null && isPlainObject(value))
    return Object.entries(value).flatMap(([name, child]) => inexactIn(child, [...path, name]));
  const wrong = inexactness(value);
  return wrong === undefined ? [] : [{ severity: "error", key: pathText(path), ...wrong }];
}

function isPlainObject(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function inexactness(value: unknown): { rule: string; fix: string } | undefined {
  if (typeof value === "number" && !Number.isFinite(value))
    return { rule: "is not a finite number", fix: "write a number" };
  if (typeof value === "number" && Number.isInteger(value) && !Number.isSafeInteger(value))
    return { rule: "is a number too large to be kept exactly", fix: "write it in quotes" };
  if (value === null || ["string", "number", "boolean", "undefined"].includes(typeof value)) return undefined;
  const type = typeof value === "object" ? value.constructor.name : typeof value;
  return {
    rule: `is a ${type}, which is nothing that YAML can hold`,
    fix: "write it as text, a number, a boolean, a mapping or a list",
  };
}

export const plainDataRules: readonly Rule[] = [onlyPlainData];
