import { readFileSync, statSync } from "node:fs";
import { type Document, isAlias, isPair, isScalar, LineCounter, type Node, type Scalar, visit } from "yaml";
import { explainFailure } from "../../common/files/failures";
import { InputError, inputError, type Problem } from "../../common/problem";
import { readDocument } from "../../common/read-yaml";

const QUOTE = "write it in quotes";

/**
 * The mapping in a YAML file; an empty one where the file holds anything else.
 *
 * @param isOurs tells the keys below `config` whose values must mean the same to every reader; absent: none
 * @throws InputError with the place of everything that is wrong
 */
export function readYamlFile(
  file: string,
  isOurs: (key: string) => boolean = () => false,
): Record<string, unknown> {
  const lineCounter = new LineCounter();
  const text = explainFailure(file, () => textOf(file));
  const document = readDocument(text, { lineCounter, prettyErrors: false });
  const place = (offset: number) => {
    const { line, col } = lineCounter.linePos(offset);
    return `${file}:${line}:${col}`;
  };
  const [error] = document.errors;
  if (error) throw inputError({ key: place(error.pos[0]), ...syntaxProblem(error.message) });
  const problems = [...aliasProblems(document), ...ambiguous(document, isOurs)].map(
    ({ offset, ...problem }): Problem => ({ severity: "error", key: place(offset), ...problem }),
  );
  if (problems.length > 0) throw new InputError(problems);
  return asMapping(contentOf(document, file));
}

function textOf(file: string): string {
  const stat = statSync(file);
  if (stat.isFile() || stat.isDirectory()) return readFileSync(file, "utf8");
  throw inputError({
    key: file,
    rule: "must be a file, and is a pipe or device",
    fix: "replace it by a file",
  });
}

export function asMapping(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}

function syntaxProblem(message: string) {
  return {
    rule: `is not valid YAML: ${message.split("\n")[0]}`,
    fix: "correct the line; indent with spaces, and quote values that contain ': ' or start with '{', '*' or '&'",
  };
}

interface Finding {
  readonly offset: number;
  readonly value?: unknown;
  readonly rule: string;
  readonly fix: string;
}

/** `*.example.com` without quotes is the name of an anchor that nobody defines; one may also contain itself. */
function aliasProblems(document: Document): Finding[] {
  const found: Finding[] = [];
  visit(document, {
    Alias(_key, alias, path) {
      const target = alias.resolve(document);
      const value = `*${alias.source}`;
      const offset = alias.range?.[0] ?? 0;
      if (target === undefined)
        found.push({ offset, value, rule: "refers to an anchor that does not exist", fix: QUOTE });
      else if (path.includes(target as Node))
        found.push({ offset, value, rule: "contains itself", fix: "write the value out" });
    },
  });
  return found;
}

/** Timestamps of YAML 1.1, as the Pulumi CLI reads them. */
const TIMESTAMP = /^\d{4}-\d{1,2}-\d{1,2}([Tt ].*)?$/;

/** Values that change on the way: numbers without an exact form, and types that JSON and Kubernetes do not have. */
function ambiguous(document: Document, isOurs: (key: string) => boolean): Finding[] {
  const found: Finding[] = [];
  visit(document, {
    Node(_key, node, path) {
      // The document, its mapping, `config`, the mapping below it, and there the pair of the setting.
      const [top, setting] = [path[2], path[4]].map((pair) => (isPair(pair) ? String(pair.key) : ""));
      if (isAlias(node) || top !== "config" || !isOurs(setting ?? "")) return;
      const offset = node.range?.[0] ?? 0;
      if (node.tag !== undefined && !STANDARD_TAG.test(node.tag))
        found.push({ offset, rule: `has the type ${node.tag}, which the settings do not know`, fix: QUOTE });
      else if (isScalar(node)) found.push(...scalarProblems(node, offset));
    },
  });
  return found;
}

const STANDARD_TAG = /^tag:yaml\.org,2002:(map|seq|str|int|float|bool|null)$/;

function scalarProblems(node: Scalar, offset: number): Finding[] {
  const { value, source = "" } = node;
  if (typeof value === "number" && !Number.isFinite(value))
    return [{ offset, value: source, rule: "is not a finite number", fix: "write a number" }];
  if (typeof value === "number" && Number.isInteger(value) && !Number.isSafeInteger(value))
    return [{ offset, value: source, rule: "is a number too large to be kept exactly", fix: QUOTE }];
  if (typeof value === "string" && node.type === "PLAIN" && TIMESTAMP.test(value))
    return [{ offset, value: source, rule: "is read as a time by some YAML readers", fix: QUOTE }];
  return [];
}

/** Aliases of aliases can stand for more than memory holds. */
function contentOf(document: Document, file: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    throw inputError({
      key: file,
      rule: "repeats its anchors too often: written out it would be very large",
      fix: "use fewer aliases (*name)",
    });
  }
}
