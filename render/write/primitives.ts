import type { WriterDeps } from "./deps";

/** What a path holds. `special` is a socket, a device or a named pipe. */
export type Kind = "absent" | "file" | "folder" | "symlink" | "special";

/** A path below the root, and what was found there without following any symlink. */
export interface Located {
  readonly absolute: string;
  readonly kind: Kind;
  /** The parent that is no folder (relative to the root), which keeps the path from being reached. */
  readonly blockedBy?: { readonly path: string; readonly kind: Kind };
}

/** SHA-256 in hex, as `sha256sum` prints it. */
export function sha256(deps: WriterDeps, content: string | Buffer): string {
  return deps.crypto.createHash("sha256").update(content).digest("hex");
}

/** What a path holds itself, a symlink included. Throws what lstat throws, except "not there". */
export function kindOf(deps: WriterDeps, absolute: string): Kind {
  const stat = deps.fs.lstatSync(absolute, { throwIfNoEntry: false });
  if (!stat) return "absent";
  if (stat.isSymbolicLink()) return "symlink";
  if (stat.isDirectory()) return "folder";
  return stat.isFile() ? "file" : "special";
}

/**
 * Looks at every component of a relative path below the root, and follows none that is a symlink.
 * `seen` remembers folders between calls, so that a tree costs one call a folder and one a file.
 */
export function locate(
  deps: WriterDeps,
  root: string,
  relativePath: string,
  seen: Map<string, Kind> = new Map(),
): Located {
  const absolute = deps.path.join(root, relativePath);
  const components = relativePath.split("/");
  for (let depth = 1; depth < components.length; depth++) {
    const parent = components.slice(0, depth).join("/");
    const kind = seen.get(parent) ?? kindOf(deps, deps.path.join(root, parent));
    seen.set(parent, kind);
    if (kind === "absent") return { absolute, kind };
    if (kind !== "folder") return { absolute, kind: "absent", blockedBy: { path: parent, kind } };
  }
  return { absolute, kind: kindOf(deps, absolute) };
}

/** Why a relative path may not be used below a root, or undefined: the one rule against path traversal. */
export function unsafePathReason(relativePath: string): string | undefined {
  if (relativePath === "") return "is empty";
  if (relativePath.startsWith("/") || /^[A-Za-z]:/.test(relativePath)) return "must be relative to the root";
  if (relativePath.includes("\\")) return "must have '/' between folders, not a backslash";
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  if (/[\u0000-\u001f\u007f]/.test(relativePath)) return "must not hold control characters";
  for (const component of relativePath.split("/")) {
    if (component === "" || component === "." || component === "..") {
      return "must not hold empty components, '.' or '..'";
    }
    if ([".git", ".kokoro"].includes(component.toLowerCase())) {
      return `must not lie in ${component}, which belongs to ${component === ".kokoro" ? "the writer" : "git"}`;
    }
  }
  return undefined;
}

/**
 * The absolute path of a file below the root.
 * Throws an Error where the path leaves the root: by `..`, by a symlink in it, or by a parent that is no folder.
 */
export function assertInsideRoot(deps: WriterDeps, root: string, relativePath: string): string {
  const unsafe = unsafePathReason(relativePath);
  if (unsafe) throw new Error(`${relativePath}: ${unsafe}`);
  const found = locate(deps, root, relativePath);
  if (found.blockedBy) {
    throw new Error(`${relativePath}: ${found.blockedBy.path} is a ${found.blockedBy.kind}, not a folder`);
  }
  if (found.kind !== "absent" && found.kind !== "file") {
    throw new Error(`${relativePath}: is a ${found.kind}, not a file`);
  }
  return found.absolute;
}

/** The bytes of a regular file; undefined for everything else, a symlink to a file included. */
export function readIfRegular(deps: WriterDeps, absolute: string): Buffer | undefined {
  return kindOf(deps, absolute) === "file" ? deps.fs.readFileSync(absolute) : undefined;
}

/** Makes a folder and its missing parents; returns those that it made, outermost first. */
export function makeFolders(deps: WriterDeps, folder: string): string[] {
  try {
    deps.fs.mkdirSync(folder);
    return [folder];
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "EEXIST") return [];
    if (code !== "ENOENT" || deps.path.dirname(folder) === folder) throw error;
  }
  const parents = makeFolders(deps, deps.path.dirname(folder));
  return [...parents, ...makeFolders(deps, folder)];
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
export function stageFile(deps: WriterDeps, absolute: string, content: string): string {
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
export function writeFileAtomic(deps: WriterDeps, absolute: string, content: string): void {
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
  while (current !== root && current.startsWith(root)) {
    try {
      deps.fs.rmdirSync(current);
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? "";
      if (["ENOTEMPTY", "EEXIST", "ENOTDIR"].includes(code)) return;
      if (code !== "ENOENT") throw error;
    }
    current = deps.path.dirname(current);
  }
}
