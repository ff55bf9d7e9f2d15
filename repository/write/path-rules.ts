import { unsafePathReason } from "../../common/files/paths";
import { InputError, type Problem } from "../../common/problem";
import type { RenderedFile } from "../../render/file";

/** Refuses paths that leave the root, and pairs of which one would overwrite or hide the other. */
export function checkPaths(rendered: readonly RenderedFile[]): void {
  const problems: Problem[] = [];
  const add = (path: string, rule: string, fix: string) =>
    problems.push({ severity: "error", key: path || '""', rule, fix });
  const files = new Map<string, string>();
  for (const { path } of rendered) {
    const unsafe = unsafePathReason(path);
    if (unsafe) add(path, unsafe, "use a path such as kubernetes/apps/ai-services/kokoro-api/ks.yaml");
    const twin = files.get(foldCase(path));
    if (twin !== undefined) {
      const rule = twin === path ? "is rendered twice" : `differs from ${twin} only by case or Unicode form`;
      add(path, rule, "rename one of the two objects: many file systems can't hold both");
    }
    files.set(foldCase(path), path);
  }
  for (const { path } of rendered) {
    const components = foldCase(path).split("/");
    for (let depth = 1; depth < components.length; depth++) {
      const parent = files.get(components.slice(0, depth).join("/"));
      if (parent !== undefined)
        add(path, `needs a folder where ${parent} is a file`, "rename one of the two");
    }
  }
  if (problems.length > 0) throw new InputError(problems);
}

/** Equal for two paths that a file system without case, or with another Unicode form, takes for one. */
export function foldCase(path: string): string {
  return path.normalize("NFC").toLowerCase();
}

/** The folders above a relative path, outermost first: `a/b/c` has `a` and `a/b`. */
export function parentsOf(path: string): string[] {
  const components = path.split("/");
  return components.slice(1).map((_, index) => components.slice(0, index + 1).join("/"));
}
