import type * as z from "zod/mini";
import { shortFormOf } from "./shorthand";

/**
 * How a key takes text: `only` text; text `or more`, as a name for a whole section; or `no` text of its own,
 * so that a text in its place stands for a number, a flag or a mapping.
 */
export function takesText(schema: z.ZodMiniType): "only" | "or more" | "no" {
  if (shortFormOf(schema)?.type === "string") return "or more";
  const { type, innerType } = schema._zod.def as { type: string; innerType?: z.ZodMiniType };
  if (innerType) return takesText(innerType);
  return type === "string" || type === "enum" ? "only" : "no";
}
