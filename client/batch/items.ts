import { createHash } from "node:crypto";
import { isMapping } from "../../common/is-mapping";
import type { Problem } from "../../common/problem";
import type { SpeechFormat } from "../../speech/formats";
import { checkRequest, type SpeechRequest, streamsByDefault } from "../request";

/** One line of the batch, ready to be sent. */
export interface BatchItem {
  readonly line: number;
  /** What its files are called: `<name>.<format>` and `<name>.json`. */
  readonly name: string;
  readonly request: SpeechRequest;
  /** Same request, same key: how a later run knows that an item is done. */
  readonly key: string;
}

export interface ParsedItems {
  readonly items: readonly BatchItem[];
  /** What is wrong with the other lines. */
  readonly problems: readonly Problem[];
}

export interface ItemDefaults {
  readonly format: SpeechFormat;
  readonly mostCharacters?: number;
}

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

function problem(key: string, rule: string, fix: string, value?: unknown): Problem {
  return { severity: "error", key, ...(value !== undefined && { value }), rule, fix };
}

/** The fields of a line, which may have any name, or what is wrong with it. */
type Line = { readonly fields: Record<string, unknown> } | { readonly problem: Problem };

function parseLine(text: string, line: number): Line {
  const fix = 'write one object a line, such as {"input": "Hello."}';
  try {
    const value: unknown = JSON.parse(text);
    if (isMapping(value)) return { fields: { ...value } };
    return { problem: problem(`line ${line}`, "is JSON, but not an object", fix, value) };
  } catch (error) {
    return { problem: problem(`line ${line}`, `is not JSON (${(error as Error).message})`, fix) };
  }
}

/** The same for the same fields in any order. */
function keyOf(request: object): string {
  const sorted = Object.fromEntries(Object.entries(request).sort(([a], [b]) => (a < b ? -1 : 1)));
  return createHash("sha256").update(JSON.stringify(sorted)).digest("hex");
}

/** Reads the lines of a batch: blank ones are skipped, all bad ones are named. */
export function parseItems(text: string, defaults: ItemDefaults): ParsedItems {
  const lines = text.split(/\r?\n/).map((content, index) => ({ content, line: index + 1 }));
  const filled = lines.filter(({ content }) => content.trim() !== "");
  const width = Math.max(3, String(filled.length).length);
  const items: BatchItem[] = [];
  const problems: Problem[] = [];
  const names = new Map<string, number>();
  for (const [index, { content, line }] of filled.entries()) {
    const parsed = parseLine(content, line);
    if ("problem" in parsed) {
      problems.push(parsed.problem);
      continue;
    }
    const { name = String(index + 1).padStart(width, "0"), ...given } = parsed.fields;
    const fields = { response_format: defaults.format, ...given };
    const own = checkRequest(fields, {
      nameOf: (field) => `line ${line}: ${field}`,
      ...(defaults.mostCharacters && { mostCharacters: defaults.mostCharacters }),
    });
    own.push(...checkName(name, line, names));
    problems.push(...own);
    if (own.length > 0) continue;
    const stream = "stream" in fields ? fields.stream : streamsByDefault(String(given.input));
    const request = { ...fields, stream } as unknown as SpeechRequest;
    items.push({ line, name: String(name), request, key: keyOf(request) });
  }
  return { items, problems };
}

function checkName(name: unknown, line: number, names: Map<string, number>): Problem[] {
  if (typeof name !== "string" || !NAME.test(name)) {
    const fix = "use letters, digits, dots, - and _, such as intro-1";
    return [problem(`line ${line}: name`, "must be a file name without folder and ending", fix, name)];
  }
  const folded = name.toLowerCase(); // file systems that ignore case would mix the two up
  const other = names.get(folded);
  if (other === undefined) {
    names.set(folded, line);
    return [];
  }
  return [problem(`line ${line}: name`, `is taken by line ${other}`, "give each item its own", name)];
}
