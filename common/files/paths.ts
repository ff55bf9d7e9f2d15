import type { WriterDeps } from "./deps";

/** What a path holds. `special file` is a socket, a device or a named pipe. */
export type Kind = "absent" | "file" | "folder" | "symbolic link" | "special file";

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
  try {
    const stat = deps.fs.lstatSync(absolute, { throwIfNoEntry: false });
    if (!stat) return "absent";
    if (stat.isSymbolicLink()) return "symbolic link";
    if (stat.isDirectory()) return "folder";
    return stat.isFile() ? "file" : "special file";
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOTDIR") return "absent";
    throw error;
  }
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
