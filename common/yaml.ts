/**
 * The only serialiser. It writes plain data as block YAML: two spaces, indented sequences, keys in the
 * order given, scalars plain where every YAML 1.1 and 1.2 parser reads them as the same string.
 * Why not a library: see docs/adr/0005-own-serialiser.md. tests/unit/render/yaml.test.ts proves it against one.
 */

/** A string that other places refer to: written `&name value`. */
export class Anchor {
  constructor(
    readonly name: string,
    readonly value: string,
  ) {}
}

/** A reference to an anchor: written `*name`. */
export class Alias {
  constructor(readonly name: string) {}
}

/** Data that can be written. `undefined` in a mapping means that the key is not written. */
export type YamlValue =
  | string
  | number
  | boolean
  | null
  | undefined
  | Anchor
  | Alias
  | readonly unknown[]
  | { readonly [key: string]: unknown };

/** Block YAML of a mapping or sequence, ending with a newline. Same input, same bytes. */
export function toYaml(value: YamlValue): string {
  return isBlock(value) ? `${block(value, "")}\n` : `${scalar(value, "")}\n`;
}

type Block = readonly unknown[] | { readonly [key: string]: unknown };

function isBlock(value: unknown): value is Block {
  if (typeof value !== "object" || value === null || value instanceof Anchor || value instanceof Alias)
    return false;
  return Array.isArray(value) ? value.length > 0 : entriesOf(value).length > 0;
}

function entriesOf(value: object): [string, unknown][] {
  return Object.entries(value).filter(([, child]) => child !== undefined);
}

function block(value: Block, indent: string): string {
  if (Array.isArray(value)) return value.map((item) => sequenceItem(item, indent)).join("\n");
  return entriesOf(value)
    .map(([key, child]) => mappingEntry(key, child, indent))
    .join("\n");
}

function sequenceItem(item: unknown, indent: string): string {
  if (!isBlock(item)) return `${indent}- ${scalar(item, indent)}`;
  // The item's first line stands behind the dash, the others two columns deeper.
  return `${indent}- ${block(item, `${indent}  `).slice(indent.length + 2)}`;
}

function mappingEntry(key: string, child: unknown, indent: string): string {
  const name = quoteIfNeeded(key);
  if (isBlock(child)) return `${indent}${name}:\n${block(child, `${indent}  `)}`;
  return `${indent}${name}: ${scalar(child, indent)}`;
}

function scalar(value: unknown, indent: string): string {
  if (typeof value === "string")
    return isLiteral(value) ? literal(value, `${indent}  `) : quoteIfNeeded(value);
  if (typeof value === "number" && Number.isFinite(value)) return String(value);
  if (typeof value === "boolean" || value === null) return String(value);
  if (value instanceof Anchor) return `&${value.name} ${quoteIfNeeded(value.value)}`;
  if (value instanceof Alias) return `*${value.name}`;
  if (Array.isArray(value)) return "[]";
  if (typeof value === "object") return "{}";
  throw new TypeError(`${typeof value} ${String(value)} cannot be written as YAML`);
}

/** Starts and goes on with characters that never mean anything to YAML, in any position. */
const PLAIN = /^[A-Za-z0-9_./$^%+(*-][A-Za-z0-9_./$^%+()*@=;,~|&<>!?{}'"[\]:\\ -]*$/;
const STARTS_AS_SYNTAX = /^([-?](\s|$)|[*%]|-{3}|\.{3})/;
const CONTAINS_SYNTAX = /:( |$)| #| $|^[^A-Za-z0-9_./$^+(-]/;

/** Words and figures that some parser reads as a boolean, null, number, time or date, YAML 1.1 included. */
const OTHER_TYPE =
  /^(~|null|true|false|yes|no|on|off|y|n|[-+]?(\.inf|\.nan|[0-9][0-9_]*(:[0-5]?[0-9])*(\.[0-9_]*)?([eE][-+]?[0-9]+)?|\.[0-9_]*([eE][-+]?[0-9]+)?|0[xob]?[0-9a-fA-F_]+)|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt ].*)?|=|<<)$/i;

/** Keys and values recur from document to document, and matching them is most of the work. */
const written = new Map<string, string>();

function quoteIfNeeded(text: string): string {
  let result = written.get(text);
  if (result === undefined) {
    result = isPlain(text) ? text : quoted(text);
    written.set(text, result);
  }
  return result;
}

function isPlain(text: string): boolean {
  return (
    PLAIN.test(text) && !STARTS_AS_SYNTAX.test(text) && !CONTAINS_SYNTAX.test(text) && !OTHER_TYPE.test(text)
  );
}

/** JSON's strings are YAML's double-quoted ones, but for a few characters that YAML takes as line breaks. */
function quoted(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\u00a0\u2028\u2029\ufeff\ufffe\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** A text of several lines that a literal block carries to the letter. */
function isLiteral(text: string): boolean {
  return (
    text.includes("\n") &&
    /^[^\s]/.test(text) &&
    !/[ \t](\n|$)/.test(text) &&
    // Control characters, other line breaks and the byte-order mark need escapes.
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones looked for
    !/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]/.test(text)
  );
}

function literal(text: string, indent: string): string {
  const body = text.replace(/\n+$/, "");
  const newlines = text.length - body.length;
  const chomp = newlines === 0 ? "-" : newlines === 1 ? "" : "+";
  const lines = body.split("\n").map((line) => (line === "" ? "" : `${indent}${line}`));
  // toYaml and the next entry add the last newline themselves.
  return [`|${chomp}`, ...lines, ...Array.from({ length: Math.max(0, newlines - 1) }, () => "")].join("\n");
}
