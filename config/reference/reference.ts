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

Durations carry a unit (\`250ms\`, \`30s\`, \`5m\`, \`1h30m\`). An unknown key is an error.

| Key | Type | Default | Meaning |
| --- | --- | --- | --- |
${lines.join("\n")}
`;
}

function rowsOf(schema: JsonSchema, prefix: string): Row[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, child]) => {
    if (typeof child === "boolean") return [];
    const key = prefix ? `${prefix}.${name}` : name;
    const sections = [child, ...(child.anyOf ?? [])].filter(
      (each): each is JsonSchema => typeof each === "object",
    );
    const section = sections.find((each) => each.properties && each.additionalProperties === false);
    const item =
      typeof child.items === "object" && !Array.isArray(child.items)
        ? (child.items as JsonSchema)
        : undefined;
    const nested = section ? rowsOf(section, key) : item ? rowsOf(longForm(item), `${key}[]`) : [];
    const own = child.description || nested.length === 0 ? [row(key, child)] : [];
    return [...own, ...nested];
  });
}

function longForm(schema: JsonSchema): JsonSchema {
  const long = schema.anyOf?.find((each) => typeof each === "object" && each.properties);
  return typeof long === "object" ? long : schema;
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
  return [schema.type].flat().join(" or ") || "any";
}
