import * as path from "node:path";
import { nodeDeps, type WriterDeps } from "../../common/files/deps";
import { explainFailure } from "../../common/files/failures";
import { kindOf } from "../../common/files/paths";
import folders from "../../common/folders.json";
import { inputError } from "../../common/problem";

/** Folders of this package that a tree may never be written into. */
const OWN_FOLDERS = [...folders.layers.flat(), ...folders.beside];

/**
 * The absolute path of the root with its symlinks resolved: the root itself may be one, nothing below it.
 * It need not exist. Throws an InputError where it, or a parent, is no folder.
 */
export function resolveRoot(deps: WriterDeps, root: string): string {
  return explainFailure(root, () => {
    let existing = path.resolve(root);
    const missing: string[] = [];
    while (kindOf(deps, existing) === "absent" && path.dirname(existing) !== existing) {
      missing.unshift(path.basename(existing));
      existing = path.dirname(existing);
    }
    const real = deps.fs.realpathSync(existing);
    if (kindOf(deps, real) !== "folder") {
      throw inputError({
        key: "--out",
        value: root,
        rule: `must be a folder, and ${existing} is a file`,
        fix: "name the root of the GitOps repository, such as ../home-ops",
      });
    }
    return path.join(real, ...missing);
  });
}

/**
 * Throws an InputError where a root would mix a tree into this package's own source, into git's own folder,
 * or into the top of the file system.
 * @param sourceRoot the folder that holds this package's package.json
 */
export function refuseUnsafeRoot(root: string, sourceRoot: string, deps: WriterDeps = nodeDeps): void {
  const real = resolveRoot(deps, root);
  const source = resolveRoot(deps, sourceRoot);
  const refuse = (rule: string) =>
    inputError({ key: "--out", value: root, rule, fix: "choose another folder, such as ./rendered" });
  if (path.dirname(real) === real) throw refuse("must not be the top of the file system");
  const reserved = real.split(path.sep).find((name) => [".git", ".kokoro"].includes(name.toLowerCase()));
  if (reserved) throw refuse(`must not lie in a ${reserved} folder`);
  const [first = ""] = path.relative(source, real).split(path.sep);
  if (OWN_FOLDERS.includes(first.toLowerCase()))
    throw refuse(`must not lie in kokoro's own source (${first}/)`);
}
