import { unsafePathReason } from "../../common/files/paths";
import { InputError, inputError, type Problem } from "../../common/problem";

/** Path -> the SHA-256 hashes (hex) under which a file counts as ours. More than one only after a crash. */
export type Ownership = Map<string, Set<string>>;

/** The folder below the root that holds the records, `<owner>.sha256`. See docs/adr/0003-ownership-record.md. */
export const RECORD_FOLDER = ".kokoro";

const LINE = /^([0-9a-f]{64}) [ *](.+)$/;
const OWNER = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

/** `<owner>.sha256` is what was written last, `<owner>.next` what a run is about to write. */
export function recordPath(owner: string, kind: "sha256" | "next"): string {
  return `${RECORD_FOLDER}/${owner}.${kind}`;
}

/** Throws an InputError where the owner could not be the name of a file. */
export function checkOwner(owner: string): void {
  if (OWNER.test(owner)) return;
  throw inputError({
    key: "owner",
    value: owner,
    rule: "must be letters, digits, '.', '_' and '-', at most 100",
    fix: "use the stack's plain name, such as homecluster",
  });
}

/** The owner and the kind of a file in the record folder; undefined for other files. */
export function parseRecordName(name: string): { owner: string; kind: "sha256" | "next" } | undefined {
  const match = /^(.+)\.(sha256|next)$/.exec(name);
  const [, owner, kind] = match ?? [];
  return owner && OWNER.test(owner) && (kind === "sha256" || kind === "next") ? { owner, kind } : undefined;
}

/** Reads a record into `into`. Throws an InputError that names every line it can't read. */
export function parseRecord(text: string, name: string, into: Ownership): void {
  const problems: Problem[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line === "") continue;
    const [, hash, path] = LINE.exec(line) ?? [];
    if (!hash || !path || unsafePathReason(path)) problems.push(badLine(name, index + 1, line));
    else addOwned(into, path, hash);
  }
  if (problems.length > 0) throw new InputError(problems);
}

function badLine(name: string, number: number, line: string): Problem {
  return {
    severity: "error",
    key: `${name}:${number}`,
    value: line,
    rule: "must be a line of sha256sum with a path inside the tree",
    fix:
      "resolve the merge by keeping the lines of both sides without git's markers, " +
      "or delete the file: the next render adopts every file that it would write the same",
  };
}

export function addOwned(ownership: Ownership, path: string, hash: string): void {
  const hashes = ownership.get(path);
  if (hashes) hashes.add(hash);
  else ownership.set(path, new Set([hash]));
}

/** One line a file in the form of `sha256sum`, sorted by path. */
export function formatRecord(ownership: Ownership): string {
  const lines: string[] = [];
  for (const path of [...ownership.keys()].sort()) {
    for (const hash of [...(ownership.get(path) ?? [])].sort()) lines.push(`${hash}  ${path}\n`);
  }
  return lines.join("");
}
