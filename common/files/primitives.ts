import type { WriterDeps } from "./deps";
import { kindOf, readIfRegular, sha256 } from "./paths";

/**
 * Makes a folder and its missing parents; returns those that it made, outermost first. Node's own `recursive`
 * never returns where a parent exists that can hold no folder, as /proc.
 */
export function makeFolders(deps: WriterDeps, folder: string): string[] {
  const parent = deps.path.dirname(folder);
  const parents = kindOf(deps, parent) === "absent" ? makeFolders(deps, parent) : [];
  try {
    deps.fs.mkdirSync(folder);
    return [...parents, folder];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return parents;
    throw error;
  }
}

/** Makes renames and removals in a folder durable; a file system that can't sync folders is left alone. */
export function syncFolder(deps: WriterDeps, folder: string): void {
  let handle: number | undefined;
  try {
    handle = deps.fs.openSync(folder, "r");
    deps.fs.fsyncSync(handle);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "";
    if (!["EINVAL", "EISDIR", "ENOTSUP", "EPERM", "EACCES"].includes(code)) throw error;
  } finally {
    if (handle !== undefined) deps.fs.closeSync(handle);
  }
}

/** Where a file is written before it is renamed: the same folder, a name that tells whose it is. */
export function temporaryPath(deps: WriterDeps, absolute: string): string {
  const name = sha256(deps, deps.path.basename(absolute)).slice(0, 16);
  return deps.path.join(deps.path.dirname(absolute), `.kokoro-${name}.tmp`);
}

/** Removes a file; false where there was none. */
export function removeIfThere(deps: WriterDeps, absolute: string): boolean {
  try {
    deps.fs.unlinkSync(absolute);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
    throw error;
  }
}

/** Writes content durably beside its target and returns the temporary path; leaves nothing behind on failure. */
export function stageFile(deps: WriterDeps, absolute: string, content: string | Buffer): string {
  const temporary = temporaryPath(deps, absolute);
  removeIfThere(deps, temporary);
  const handle = deps.fs.openSync(temporary, "wx", 0o644);
  let open = true;
  try {
    deps.fs.fchmodSync(handle, 0o644); // whatever the umask
    deps.fs.writeFileSync(handle, content);
    deps.fs.fsyncSync(handle);
    open = false;
    deps.fs.closeSync(handle);
  } catch (error) {
    if (open) deps.fs.closeSync(handle);
    removeIfThere(deps, temporary);
    throw error;
  }
  return temporary;
}

/**
 * Writes a file so that a reader, or a crash, sees the old bytes or the new ones and nothing between.
 * Makes missing folders. Follows a symlink in none of the last component; check the others with
 * `assertInsideRoot` first. Throws the system's error with nothing half-written.
 */
export function writeFileAtomic(deps: WriterDeps, absolute: string, content: string | Buffer): void {
  const folder = deps.path.dirname(absolute);
  const made = makeFolders(deps, folder);
  const temporary = stageFile(deps, absolute, content);
  try {
    deps.fs.renameSync(temporary, absolute);
  } catch (error) {
    removeIfThere(deps, temporary);
    throw error;
  }
  syncFolder(deps, folder);
  for (const each of made) syncFolder(deps, deps.path.dirname(each));
}

/**
 * Removes a file whose bytes have one of the given SHA-256 hashes (hex).
 * `changed`: it was left alone, because it holds something else or is no regular file.
 */
export function removeIfOurs(
  deps: WriterDeps,
  absolute: string,
  hashes: readonly string[],
): "removed" | "absent" | "changed" {
  if (kindOf(deps, absolute) === "absent") return "absent";
  const content = readIfRegular(deps, absolute);
  if (content === undefined || !hashes.includes(sha256(deps, content))) return "changed";
  deps.fs.unlinkSync(absolute);
  syncFolder(deps, deps.path.dirname(absolute));
  return "removed";
}

/** Removes a folder and its parents as long as they are empty, up to the root, which stays. */
export function removeEmptyFolders(deps: WriterDeps, root: string, folder: string): void {
  let current = folder;
  let removed = false;
  while (current !== root && current.startsWith(root)) {
    try {
      deps.fs.rmdirSync(current);
      removed = true;
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? "";
      if (["ENOTEMPTY", "EEXIST", "ENOTDIR", "EBUSY"].includes(code)) break;
      if (code !== "ENOENT") throw error;
    }
    current = deps.path.dirname(current);
  }
  if (removed) syncFolder(deps, current);
}

/** Removes those of the folders that are empty, innermost first. */
export function removeFolders(deps: WriterDeps, made: readonly string[]): void {
  for (const folder of [...made].reverse()) {
    try {
      deps.fs.rmdirSync(folder);
    } catch {
      // It holds something, of this run or of somebody else.
    }
  }
}

/** Removes a folder that holds nothing but folders; throws ENOTEMPTY where it holds more, ENOENT never. */
export function removeEmptyTree(deps: WriterDeps, folder: string): void {
  if (kindOf(deps, folder) !== "folder") return;
  for (const name of deps.fs.readdirSync(folder)) removeEmptyTree(deps, deps.path.join(folder, name));
  deps.fs.rmdirSync(folder);
}
