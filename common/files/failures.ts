import { InputError, type Problem } from "../problem";

const CAUSES: Readonly<Record<string, readonly [rule: string, fix: string]>> = {
  ENOSPC: ["cannot be written: the disk is full", "free some space and run again"],
  EDQUOT: ["cannot be written: the disk quota is used up", "free some space and run again"],
  EACCES: ["cannot be written or read: permission denied", "give your user the right to write to its folder"],
  EPERM: ["cannot be changed: not permitted", "remove its immutable flag or run as the owner of its folder"],
  ENOENT: ["cannot be made: its parent takes no new entries", "choose another --out"],
  EROFS: ["cannot be written: the file system is read-only", "mount it writable or choose another --out"],
  ENAMETOOLONG: ["is a path too long for this file system", "choose a shorter --out or shorter names"],
  ENOTDIR: ["cannot be reached: one of its parents is a file", "remove or rename that file"],
  EISDIR: ["is a folder where a file should be", "remove or rename that folder"],
  ELOOP: ["cannot be reached: its symbolic links run in a circle", "remove the links"],
  EMFILE: ["cannot be opened: too many open files", "raise `ulimit -n` and run again"],
  EIO: ["cannot be written or read: the disk reports an error", "check the disk"],
};

/** The system's error as a problem with a way out; undefined for an error that is not the file system's. */
export function failureProblem(path: string, error: unknown): Problem | undefined {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  if (!(error instanceof Error) || typeof code !== "string" || !("syscall" in error)) return undefined;
  const [rule, fix] = CAUSES[code] ?? ["cannot be written or read", "mend the cause and run again"];
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
