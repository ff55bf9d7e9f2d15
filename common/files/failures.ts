import { InputError, type Problem } from "../problem";

interface Cause {
  /** What cannot be done. */
  readonly rule: string;
  /** Why, as a clause of its own. */
  readonly reason: string;
  readonly fix: string;
}

const WRITE = "cannot be written";
const REACH = "cannot be written or read";

/** The errors of a file system in words, for the tree and for audio alike. */
const CAUSES: Readonly<Record<string, Cause>> = {
  ENOSPC: { rule: WRITE, reason: "the disk is full", fix: "free some space and run again" },
  EDQUOT: { rule: WRITE, reason: "the disk quota is used up", fix: "free some space and run again" },
  EFBIG: { rule: WRITE, reason: "the file would be too large", fix: "choose another file system" },
  EACCES: {
    rule: REACH,
    reason: "permission denied",
    fix: "give your user the right to write to its folder",
  },
  EPERM: {
    rule: "cannot be changed",
    reason: "not permitted",
    fix: "remove its immutable flag or run as the owner of its folder",
  },
  EEXIST: { rule: WRITE, reason: "a file of that name exists", fix: "remove or rename that file" },
  ENOENT: {
    rule: "cannot be made",
    reason: "its folder does not exist or takes no new entries",
    fix: "choose another --out",
  },
  EROFS: {
    rule: WRITE,
    reason: "the file system is read-only",
    fix: "mount it writable or choose another --out",
  },
  ENAMETOOLONG: {
    rule: WRITE,
    reason: "the path is too long for this file system",
    fix: "choose a shorter --out or shorter names",
  },
  ENOTDIR: {
    rule: "cannot be reached",
    reason: "one of its parents is a file",
    fix: "remove or rename that file",
  },
  EISDIR: { rule: REACH, reason: "it is a folder", fix: "remove or rename that folder" },
  ELOOP: { rule: "cannot be reached", reason: "its symbolic links run in a circle", fix: "remove the links" },
  EMFILE: { rule: "cannot be opened", reason: "too many open files", fix: "raise `ulimit -n` and run again" },
  EIO: { rule: REACH, reason: "the disk reports an error", fix: "check the disk" },
};

function causeOf(error: unknown): Cause | undefined {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  return typeof code === "string" && Object.hasOwn(CAUSES, code) ? CAUSES[code] : undefined;
}

/** Why the file system refused, in words; the error's own where there are none. */
export function failureReason(error: unknown): string {
  return causeOf(error)?.reason ?? (error instanceof Error ? error.message : String(error));
}

/** The system's error as a problem with a way out; undefined for an error that is not the file system's. */
export function failureProblem(path: string, error: unknown): Problem | undefined {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  if (!(error instanceof Error) || typeof code !== "string" || !("syscall" in error)) return undefined;
  const cause = causeOf(error);
  const rule = cause ? `${cause.rule}: ${cause.reason}` : REACH;
  const fix = cause?.fix ?? "mend the cause and run again";
  return { severity: "error", key: path, rule: `${rule} (${code})`, fix };
}

/** Runs `action`; an error of the file system becomes an InputError that names the path. */
export function explainFailure<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    const problem = failureProblem(path, error);
    throw problem ? new InputError([problem]) : error;
  }
}
