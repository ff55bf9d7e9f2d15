import type { WriterDeps } from "../../common/files/deps";
import { failureProblem } from "../../common/files/failures";
import { type Kind, type Located, locate, readIfRegular, sha256 } from "../../common/files/paths";
import type { RenderedFile } from "../../render/file";
import type { PlannedFile } from "./planned-file";
import type { TreeState } from "./state";

/** What the decisions about single files share during one plan. */
export interface PlanContext {
  readonly deps: WriterDeps;
  readonly root: string;
  readonly force: boolean;
  readonly state: TreeState;
  /** Folders already looked at. */
  readonly seen: Map<string, Kind>;
  /** Temporary files of dead runs, absolute. */
  readonly leftovers: Set<string>;
  /** Folders that hold nothing but what this run removes, and where a file has to be. */
  readonly emptied: Set<string>;
  /** Stale files of ours that this run removes. */
  readonly prunable: Set<string>;
  /** Paths that, on this file system, are the same file as a stale one under another case. */
  readonly renamed: ReadonlySet<string>;
}

const HAND_EDITED = "is ours and was edited since it was rendered";
const RESTORE = "move the edit into the settings, or run with --force to lose it";

/** What happens to a file of ours that is no longer rendered; undefined where it is already gone. */
export function planStale(context: PlanContext, path: string): PlannedFile | undefined {
  return guarded(path, (): PlannedFile | undefined => {
    const { deps, root, seen, state } = context;
    const located = locate(deps, root, path, seen);
    if (located.blockedBy?.kind === "symbolic link") return conflict(path, ...throughLink(located));
    if (located.kind === "symbolic link") {
      return conflict(path, "is ours, no longer rendered, and now a symbolic link", "remove the link");
    }
    const content = located.kind === "file" ? readIfRegular(deps, located.absolute) : undefined;
    if (content === undefined) return undefined;
    const beforeHash = sha256(deps, content);
    const before = content.toString("utf8");
    if (!context.force && !state.ours.get(path)?.has(beforeHash)) {
      const fix = "remove or rename it yourself, or run with --force to have it removed";
      return { ...conflict(path, `${HAND_EDITED}, and is no longer rendered`, fix), before, beforeHash };
    }
    context.prunable.add(path);
    return { path, action: "prune", before, beforeHash };
  });
}

/** What happens to one rendered file. */
export function planFile(context: PlanContext, file: RenderedFile): PlannedFile {
  const { path } = file;
  const owner = context.state.others.get(path);
  if (owner !== undefined) {
    const fix = `render it by one of the two alone, or give each its own --out; the record is .kokoro/${owner}.sha256`;
    return conflict(path, `belongs to ${owner}`, fix);
  }
  return guarded(path, (): PlannedFile => {
    const located = locate(context.deps, context.root, path, context.seen);
    const { blockedBy } = located;
    if (blockedBy && !context.prunable.has(blockedBy.path)) return conflict(path, ...blocked(located));
    if (located.kind === "absent" || context.renamed.has(path)) return create(file);
    if (located.kind === "file") return planExisting(context, file, located.absolute);
    if (located.kind === "folder" && becomesEmpty(context, path)) {
      context.emptied.add(path);
      return create(file);
    }
    const rule = located.kind === "symbolic link" ? "is a symbolic link, and those are never followed" : "";
    return conflict(path, rule || `is a ${located.kind} where a file should be`, "remove or rename it");
  });
}

function planExisting(context: PlanContext, file: RenderedFile, absolute: string): PlannedFile {
  const { deps, state, force } = context;
  const { path, content: after } = file;
  const bytes = deps.fs.readFileSync(absolute);
  const beforeHash = sha256(deps, bytes);
  const owned = state.ours.get(path);
  if (bytes.equals(Buffer.from(after))) {
    return { path, action: owned?.has(beforeHash) ? "unchanged" : "adopt", beforeHash };
  }
  const before = bytes.toString("utf8");
  const changed = { before, after, beforeHash };
  if (owned && (force || owned.has(beforeHash))) return { path, action: "update", ...changed };
  const endings = withoutCarriageReturns(before) === withoutCarriageReturns(after);
  const note = endings
    ? "; only the line endings differ: git or an editor converted them (put `* text=auto eol=lf` into .gitattributes)"
    : "";
  if (owned) return { ...conflict(path, HAND_EDITED + note, RESTORE), ...changed };
  const rule = `is not ours (it is in no record) and holds something else${note}`;
  return {
    ...conflict(path, rule, "remove or rename it; --force does not touch files of others"),
    ...changed,
  };
}

function create(file: RenderedFile): PlannedFile {
  return { path: file.path, action: "create", after: file.content };
}

function conflict(path: string, reason: string, fix: string): PlannedFile {
  return { path, action: "conflict", reason, fix };
}

function withoutCarriageReturns(text: string): string {
  return text.replaceAll("\r\n", "\n");
}

function throughLink(located: Located): [reason: string, fix: string] {
  const link = located.blockedBy?.path ?? "";
  return [
    `lies behind the symbolic link ${link}, and those are never followed`,
    "replace the link by a folder",
  ];
}

function blocked(located: Located): [reason: string, fix: string] {
  if (located.blockedBy?.kind === "symbolic link") return throughLink(located);
  const parent = located.blockedBy?.path ?? "";
  return [`needs a folder where ${parent} is a ${located.blockedBy?.kind}`, `remove or rename ${parent}`];
}

/** True where a folder holds nothing but what this run removes, so that a file can take its place. */
function becomesEmpty(context: PlanContext, folder: string): boolean {
  const { deps, root, prunable, leftovers } = context;
  return deps.fs.readdirSync(deps.path.join(root, folder), { withFileTypes: true }).every((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return becomesEmpty(context, path);
    return prunable.has(path) || leftovers.has(deps.path.join(root, path));
  });
}

/** A path that can't be looked at (permission, length) is a conflict of that file, not the end of the plan. */
function guarded<T>(path: string, decide: () => T): T | PlannedFile {
  try {
    return decide();
  } catch (error) {
    const problem = failureProblem(path, error);
    if (!problem) throw error;
    return conflict(path, problem.rule, problem.fix);
  }
}
