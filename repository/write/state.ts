import type { WriterDeps } from "../../common/files/deps";
import { kindOf, readIfRegular } from "../../common/files/paths";
import { inputError } from "../../common/problem";
import { type Ownership, parseRecord, parseRecordName, RECORD_FOLDER, recordPath } from "./record";

/** What the record folder says about a tree before a run. */
export interface TreeState {
  /** Our files, by the record and by the intent of a run that did not end. */
  readonly ours: Ownership;
  /** Path -> the other owner that has it. */
  readonly others: ReadonlyMap<string, string>;
  /** The text of our record; undefined where there is none. */
  readonly recordText: string | undefined;
  /** A run wrote its intent and did not end: its temporary files may be among ours. */
  readonly unfinished: boolean;
  /** Something is in the record folder that a run removes at its end, or the folder is empty. */
  readonly remains: boolean;
  /** Temporary files in the record folder itself, relative to the root. */
  readonly leftovers: readonly string[];
}

export const LOCK_NAME = "lock";
const TEMPORARY_NAME = /^\.kokoro-[0-9a-f]{16}\.tmp$/;

/** Reads the records below an existing or missing root. Throws an InputError where one can't be trusted. */
export function readState(deps: WriterDeps, root: string, owner: string): TreeState {
  const ours: Ownership = new Map();
  const others = new Map<string, string>();
  let recordText: string | undefined;
  const names = listRecordFolder(deps, root);
  // Sorted: `next` comes before `sha256`, so that a run which ends meanwhile hides from neither.
  for (const name of names ?? []) {
    const parsed = parseRecordName(name);
    if (!parsed) continue;
    const text = readRecord(deps, root, name);
    if (text === undefined) continue;
    if (parsed.owner === owner) {
      parseRecord(text, `${RECORD_FOLDER}/${name}`, ours);
      if (parsed.kind === "sha256") recordText = text;
    } else {
      const theirs: Ownership = new Map();
      parseRecord(text, `${RECORD_FOLDER}/${name}`, theirs);
      for (const path of theirs.keys()) others.set(path, parsed.owner);
    }
  }
  const leftovers = (names ?? []).filter((name) => TEMPORARY_NAME.test(name));
  const unfinished = names?.includes(`${owner}.next`) ?? false;
  const locked = names?.includes(LOCK_NAME) ?? false;
  return {
    ours,
    others,
    recordText,
    unfinished,
    remains: unfinished || locked || leftovers.length > 0 || names?.length === 0,
    leftovers: leftovers.map((name) => `${RECORD_FOLDER}/${name}`),
  };
}

function listRecordFolder(deps: WriterDeps, root: string): string[] | undefined {
  const folder = deps.path.join(root, RECORD_FOLDER);
  const kind = kindOf(deps, folder);
  if (kind === "absent") return undefined;
  if (kind === "folder") return deps.fs.readdirSync(folder).sort();
  throw inputError({
    key: RECORD_FOLDER,
    rule: `must be a folder, and is a ${kind}`,
    fix: "remove or rename it; kokoro keeps its record of ownership there",
  });
}

function readRecord(deps: WriterDeps, root: string, name: string): string | undefined {
  const absolute = deps.path.join(root, RECORD_FOLDER, name);
  const content = readIfRegular(deps, absolute);
  if (content) return content.toString("utf8");
  if (kindOf(deps, absolute) === "absent") return undefined; // Another run ended between two calls.
  throw inputError({
    key: `${RECORD_FOLDER}/${name}`,
    rule: "must be a regular file",
    fix: "remove it; the next render adopts every file that it would write the same",
  });
}

/** The files that one owner's run keeps in the record folder. */
export function recordFiles(deps: WriterDeps, root: string, owner: string): { record: string; next: string } {
  return {
    record: deps.path.join(root, recordPath(owner, "sha256")),
    next: deps.path.join(root, recordPath(owner, "next")),
  };
}
