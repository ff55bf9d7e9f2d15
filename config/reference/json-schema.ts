import * as z from "zod/mini";
import { settingsSchema } from "../schema/settings";
import { shortFormOf } from "../schema/shorthand";

type JsonSchema = z.core.JSONSchema.BaseSchema;

/** The configuration as JSON schema: what a user may write, short forms included. */
export function settingsJsonSchema(): JsonSchema {
  return z.toJSONSchema(settingsSchema, {
    io: "input",
    unrepresentable: "any",
    override: ({ zodSchema, jsonSchema }) => {
      // zod leaves out the defaults of schemas that transform what they read.
      const { type, defaultValue } = zodSchema._zod.def as { type: string; defaultValue?: unknown };
      if (type === "default") jsonSchema.default = defaultValue as never;
      const short = shortFormOf(zodSchema);
      if (!short) return;
      const { default: standard, description, ...long } = jsonSchema;
      for (const key of Object.keys(jsonSchema)) delete (jsonSchema as Record<string, unknown>)[key];
      Object.assign(jsonSchema, { ...(description !== undefined && { description }), anyOf: [short, long] });
      if (standard !== undefined) jsonSchema.default = standard;
    },
  });
}

const SECURE = { type: "object", properties: { secure: { type: "string" } }, required: ["secure"] };

function textForm(schema: unknown): object[] {
  const isNumber = typeof schema === "object" && (schema as JsonSchema).type === "integer";
  return isNumber ? [{ type: "string", pattern: "^[0-9]+$" }] : [];
}

/** The schema of Pulumi.<stack>.yaml, which its first line names for editors. Generated, see scripts/generate.mjs. */
export function stackFileJsonSchema(project: string): JsonSchema {
  const { properties = {}, $schema } = settingsJsonSchema();
  // `pulumi config set` writes every value as text, and an encrypted one as a mapping with `secure`.
  const asWritten = Object.entries(properties).map(([key, schema]) => [
    `${project}:${key}`,
    { anyOf: [schema, ...textForm(schema), SECURE] },
  ]);
  return {
    $schema,
    title: `Pulumi stack file of ${project}`,
    type: "object",
    properties: {
      config: {
        type: "object",
        properties: Object.fromEntries(asWritten),
        // Keys of providers, such as kubernetes:context, are not ours to judge.
        patternProperties: { [`^(?!${project}:)[^:]+:.+$`]: {} },
        additionalProperties: false,
      },
      encryptionsalt: { type: "string" },
      encryptedkey: { type: "string" },
      secretsprovider: { type: "string" },
      environment: {},
    },
  } as JsonSchema;
}
