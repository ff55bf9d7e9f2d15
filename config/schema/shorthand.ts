import * as z from "zod/mini";
import { say } from "./say";

const shortForms = new WeakMap<object, z.core.JSONSchema.BaseSchema>();

/** Notes, for the JSON schema, another form that a schema takes and turns into its own. */
export function alsoTakes<T extends object>(schema: T, form: z.core.JSONSchema.BaseSchema): T {
  shortForms.set(schema, form);
  return schema;
}

/**
 * A section that may also be written as a single value: `namespace: ai-services` for
 * `namespace: {name: ai-services}`.
 *
 * @param section the strict object schema
 * @param short the short form as JSON schema, for editors
 * @param expand turns a short value into the section's input
 */
export function shorthand<Short extends string | number | boolean, T extends z.ZodMiniType>(
  section: T,
  short: z.core.JSONSchema.BaseSchema,
  expand: (value: Short) => z.input<T>,
) {
  const isShort = (value: unknown): value is Short => [short.type].flat().includes(typeof value as "string");
  const isWordForFlag = (value: unknown) =>
    [short.type].flat().includes("boolean") && typeof value === "string" && FLAG_WORDS.test(value);
  const schema = z.pipe(
    z.transform((value: unknown, context) => {
      if (isWordForFlag(value)) {
        context.issues.push({ code: "custom", input: value, ...flagMessage(String(value)) });
        return z.NEVER;
      }
      return isShort(value) ? expand(value) : value;
    }),
    section,
  );
  return alsoTakes(schema, short) as unknown as z.ZodMiniType<z.output<T>, z.input<T> | Short>;
}

/** Booleans of YAML 1.1, and texts in YAML 1.2: who writes `off` does not mean a name. */
const FLAG_WORDS = /^(on|off|yes|no|y|n)$/i;

function flagMessage(word: string): { message: string } {
  const meant = /^(on|y)/i.test(word);
  return { message: say("is a word here, and neither true nor false", `write ${meant}`).error };
}

/** A section that true and false switch: `smoke: true` for `smoke: {enabled: true}`. @param section has `enabled` */
export function switchable<T extends z.ZodMiniType<unknown, { enabled?: boolean | undefined }>>(section: T) {
  return shorthand(section, { type: "boolean" }, (enabled: boolean) => ({ enabled }) as z.input<T>);
}

/** The other form that a schema takes, if there is one. */
export function shortFormOf(schema: object): z.core.JSONSchema.BaseSchema | undefined {
  return shortForms.get(schema);
}
