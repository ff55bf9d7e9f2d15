import type * as z from "zod/mini";
import { settingsJsonSchema } from "./json-schema";

type JsonSchema = z.core.JSONSchema.BaseSchema;

interface Row {
  readonly key: string;
  readonly type: string;
  readonly standard: string;
  readonly description: string;
}

/** docs/configuration.md: every key with its type, default and meaning, read off the schema. */
export function configurationReference(): string {
  const rows = rowsOf(settingsJsonSchema(), "");
  const lines = rows.map(
    ({ key, type, standard, description }) => `| \`${key}\` | ${type} | ${standard} | ${description} |`,
  );
  return `# Configuration

Keys of \`Pulumi.<stack>.yaml\`, each below \`config:\`. Their prefix is the name of the project, \`kokoro-api:\` in this one;
a project with keys of its own may put them without prefix below one key, \`<project>:kokoro\`. The same keys, without
prefix, are the arguments of \`KokoroService\`. Generated from the schema by \`npm run generate\`.

Durations carry a unit (\`250ms\`, \`30s\`, \`5m\`, \`1h30m\`). An unknown key is an error. \`*\` stands for a name that you
choose, \`[]\` for each item of a list.

| Key | Type | Default | Meaning |
| --- | --- | --- | --- |
${lines.join("\n")}
`;
}

function rowsOf(schema: JsonSchema, prefix: string): Row[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, child]) => {
    if (typeof child === "boolean") return [];
    const key = prefix ? `${prefix}.${name}` : name;
    const nested = nestedIn(child, key).flatMap(([place, section]) => rowsOf(section, place));
    const own = child.description || nested.length === 0 ? [row(key, child)] : [];
    return [...own, ...nested];
  });
}

/** The sections below a key, each with its place: its own keys, those of a list's items, or of what a user names. */
function nestedIn(schema: JsonSchema, key: string): [string, JsonSchema][] {
  const forms = [schema, ...(schema.anyOf ?? [])].filter(isSchema);
  const section = forms.find((each) => each.properties && each.additionalProperties === false);
  if (section) return [[key, section]];
  const { items, additionalProperties: named } = schema;
  if (isSchema(items)) return [[`${key}[]`, longForm(items)]];
  return isSchema(named) ? [[`${key}.*`, longForm(named)]] : [];
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function longForm(schema: JsonSchema): JsonSchema {
  return schema.anyOf?.filter(isSchema).find((each) => each.properties) ?? schema;
}

function row(key: string, schema: JsonSchema): Row {
  const standard = schema.default;
  const hasDefault = standard !== undefined && JSON.stringify(standard) !== "{}";
  return {
    key,
    type: typeText(schema),
    standard: hasDefault ? `\`${typeof standard === "string" ? standard : JSON.stringify(standard)}\`` : "",
    description: (schema.description ?? "").replaceAll("|", "\\|"),
  };
}

function typeText(schema: JsonSchema): string {
  if (schema.enum) return schema.enum.map((value) => `\`${String(value)}\``).join(", ");
  if (schema.anyOf)
    return schema.anyOf.map((each) => (typeof each === "object" ? typeText(each) : "")).join(" or ");
  const { minimum, maximum } = schema;
  const range = minimum === undefined || maximum === undefined ? "" : ` from ${minimum} to ${maximum}`;
  return `${[schema.type].flat().join(" or ") || "any"}${range}`;
}
