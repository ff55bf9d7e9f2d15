import type { Settings } from "./schema/settings";

/** A part of a text: to be taken to the letter, or a variable that Flux replaces (`${NAME}`). */
export type TextPart = { readonly literal: string } | { readonly variable: string };

/**
 * How a text writes what Flux must not replace.
 * `config`: in the configuration's own values `$${` means the text `${`, and every other `${NAME}` a variable.
 * `verbatim`: an object of the user's own; only `${NAME}` with a known name is a variable, all else is text.
 */
export type TextSyntax = "config" | "verbatim";

const VARIABLE = /(\$+)\{(?:([A-Za-z_][A-Za-z0-9_]*)\})?/g;

/** Parts a text into literals and variables, in order. In `config` syntax unknown names are variables too. */
export function textParts(text: string, known: readonly string[], syntax: TextSyntax): TextPart[] {
  const parts: TextPart[] = [];
  let literal = "";
  let end = 0;
  for (const match of text.matchAll(VARIABLE)) {
    const [whole, dollars = "", name] = match;
    literal += text.slice(end, match.index);
    end = match.index + whole.length;
    const isVariable = dollars === "$" && name !== undefined && (syntax === "config" || known.includes(name));
    if (isVariable) {
      if (literal !== "") parts.push({ literal });
      parts.push({ variable: name });
      literal = "";
    } else literal += syntax === "config" && dollars.length > 1 ? whole.slice(1) : whole;
  }
  literal += text.slice(end);
  return literal === "" ? parts : [...parts, { literal }];
}

/** The text without variables, as a cluster gets it where Flux has no part in it. */
export function literalText(text: string, syntax: TextSyntax): string {
  if (!text.includes("${")) return text;
  return textParts(text, [], syntax)
    .map((part) => ("literal" in part ? part.literal : `\${${part.variable}}`))
    .join("");
}

/**
 * Every text of the settings in `config` syntax with its key: `ingress.hosts[0]`, `env.BASE_URL`. What is
 * to be spoken (batch) and what is sealed in a Secret are meant to the letter, and their objects are closed to Flux.
 */
export function settingTexts(settings: Settings): { key: string; text: string }[] {
  const {
    extraManifests: _objects,
    secretEnv: _secrets,
    registries: _accounts,
    batch: _spoken,
    ...own
  } = settings;
  return textsOf(own, "");
}

/** Every text in a value, keys of mappings included, with its path. */
export function textsOf(value: unknown, key: string): { key: string; text: string }[] {
  if (typeof value === "string") return value.includes("$") ? [{ key, text: value }] : [];
  if (Array.isArray(value)) return value.flatMap((item, index) => textsOf(item, `${key}[${index}]`));
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, child]) => [
    ...textsOf(name, key),
    ...textsOf(child, key === "" ? name : `${key}.${name}`),
  ]);
}
