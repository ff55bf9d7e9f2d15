import { dirname } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { isMap, isScalar, isSeq, type Pair, parse, parseDocument, type YAMLSeq } from "yaml";
import { nodeDeps } from "../../common/files/deps";
import { explainFailure } from "../../common/files/failures";
import { assertInsideRoot } from "../../common/files/paths";
import { writeFileAtomic } from "../../common/files/primitives";
import { InputError, inputError } from "../../common/problem";
import { quietly } from "../../common/quietly";
import type { Unlisted } from "./look";

/**
 * Adds our line to a kustomization of the repository's owner. Every other byte stays: comments, order, line ends.
 *
 * @throws InputError where the line can't be added without touching more than that
 */
export function register(root: string, { file, entry }: Unlisted): void {
  const absolute = located(root, file);
  explainFailure(file, () => {
    const text = nodeDeps.fs.readFileSync(absolute, "utf8");
    writeFileAtomic(nodeDeps, absolute, withResource(text, entry, file));
  });
}

/**
 * Refuses what `register` would, before anything is written: a tree that nobody lists is half a job.
 * @throws InputError with every problem
 */
export function refuseUnregistrable(root: string, unlisted: readonly Unlisted[]): void {
  const problems = unlisted.flatMap(({ file, entry }) => {
    try {
      const absolute = located(root, file);
      explainFailure(file, () => {
        withResource(nodeDeps.fs.readFileSync(absolute, "utf8"), entry, file);
        // The new text lies beside the file until it takes its place.
        nodeDeps.fs.accessSync(dirname(absolute), nodeDeps.fs.constants.W_OK);
      });
      return [];
    } catch (error) {
      if (error instanceof InputError) return error.problems;
      throw error;
    }
  });
  if (problems.length > 0) throw new InputError(problems);
}

function located(root: string, file: string): string {
  try {
    return assertInsideRoot(nodeDeps, nodeDeps.fs.realpathSync(root), file);
  } catch (error) {
    const rule = `can't be changed: ${(error as Error).message}`;
    throw inputError({ key: file, rule, fix: "add our line by hand" });
  }
}

/** The text of a kustomization with one more resource at the end of its list. */
export function withResource(text: string, entry: string, file: string): string {
  const byteOrderMark = text.startsWith("\uFEFF") ? "\uFEFF" : "";
  const before = text.slice(byteOrderMark.length);
  const after = quietly(() => inserted(before, entry));
  if (after !== undefined && isWanted(before, after, entry)) return byteOrderMark + after;
  throw inputError({
    key: file,
    rule: "is written in a way that a line can't be added to without rewriting it",
    fix: `add ${entry} to its resources by hand`,
  });
}

function inserted(text: string, entry: string): string | undefined {
  const newline = text.includes("\r\n") ? "\r\n" : "\n";
  const document = parseDocument(text);
  if (document.errors.length > 0 || !isMap(document.contents)) return undefined;
  const pair = document.contents.items.find(({ key }) => isScalar(key) && key.value === "resources");
  if (!pair) {
    const gap = text === "" || text.endsWith("\n") ? "" : newline;
    return `${text}${gap}resources:${newline}  - ${entry}${newline}`;
  }
  return isSeq(pair.value) && pair.value.items.length > 0
    ? appended(text, pair.value, entry, newline)
    : filled(text, pair, entry, newline);
}

/** After the last item, with its indent; behind the item's own comment. */
function appended(text: string, list: YAMLSeq, entry: string, newline: string): string | undefined {
  const last = list.items.at(-1);
  const end = isScalar(last) ? last.range?.[1] : undefined;
  if (end === undefined) return undefined;
  if (list.flow) return `${text.slice(0, end)}, ${entry}${text.slice(end)}`;
  const lineStart = text.lastIndexOf("\n", end - 1) + 1;
  const [dash] = /^[ \t]*- +/.exec(text.slice(lineStart, end)) ?? [];
  if (dash === undefined) return undefined;
  const lineEnd = text.indexOf("\n", end);
  if (lineEnd < 0) return `${text}${newline}${dash}${entry}${newline}`;
  return `${text.slice(0, lineEnd + 1)}${dash}${entry}${newline}${text.slice(lineEnd + 1)}`;
}

/** `resources:` or `resources: []` */
function filled(text: string, { key, value }: Pair, entry: string, newline: string): string | undefined {
  const keyEnd = isScalar(key) ? key.range?.[1] : undefined;
  const range = isSeq(value) || isScalar(value) ? value.range : undefined;
  if (keyEnd === undefined) return undefined;
  const valueEnd = Math.max(range?.[1] ?? 0, keyEnd + 1);
  return `${text.slice(0, keyEnd)}:${newline}  - ${entry}${text.slice(valueEnd)}`;
}

/** The proof that nothing but one more resource came of it. */
function isWanted(before: string, after: string, entry: string): boolean {
  const old = (parse(before) ?? {}) as { resources?: unknown };
  const resources: unknown = old.resources ?? [];
  if (!Array.isArray(resources)) return false;
  return isDeepStrictEqual(
    quietly(() => parse(after)),
    { ...old, resources: [...resources, entry] },
  );
}
