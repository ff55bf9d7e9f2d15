import { takesColour } from "../../common/colour";
import { InputError, type Problem } from "../../common/problem";
import { renderStream } from "../../render/tree";
import { refuseUnregistrable, register } from "../../repository/landing/register";
import {
  formatChange,
  formatDiff,
  formatSummary,
  planTree,
  TreeConflict,
  treeReport,
  writeTree,
} from "../../repository/write";
import type { RenderOptions } from "../options";
import { packageRoot } from "../package-root";
import { loadStacks, refuseClashes, type Target, targets, warnUnlisted } from "./targets";

/** `kokoro render`: every stack is read, rendered and compared before the first file is written. */
export async function render(options: RenderOptions): Promise<void> {
  const output = options.stdout ? "stdout" : options.output;
  if (output === "tar" || output === "oci")
    return (await import("./artifact.js")).renderArtifact(options, output);
  if (output === "stdout") {
    const stacks = loadStacks(options);
    refuseClashes(stacks);
    for (const { settings } of stacks) process.stdout.write(renderStream(settings));
    return;
  }
  const all = await targets(options, packageRoot());
  if (options.register) for (const { root, unlisted } of all) refuseUnregistrable(root, unlisted);
  if (all.length > 1) refuseAnyConflict(all, options);
  const reports = all.map((target) => ({ ...write(target, options), ...list(target, options) }));
  if (options.json)
    process.stdout.write(
      `${JSON.stringify(options.allStacks || all.length > 1 ? reports : reports[0], null, 2)}\n`,
    );
}

function write({ stack, root, files }: Target, { force = false, dryRun = false, json }: RenderOptions) {
  const terminal = process.stdout.isTTY === true && !json;
  try {
    const result = writeTree(root, files, {
      owner: stack,
      force,
      dryRun,
      ...(terminal && {
        onChange: (file) =>
          process.stdout.write(`${formatChange(file, { colour: takesColour(process.stdout) })}\n`),
      }),
    });
    if (!json) process.stdout.write(`${formatSummary(result)}\n`);
    return treeReport(result);
  } catch (error) {
    if (error instanceof TreeConflict) showConflicts(error);
    throw error;
  }
}

/** After the tree is there, so that no kustomization ever lists what is not. */
function list(target: Target, { register: wanted, dryRun = false, json }: RenderOptions) {
  const { root, unlisted } = target;
  if (!wanted) warnUnlisted(target);
  for (const each of wanted ? unlisted : []) {
    if (!dryRun) register(root, each);
    const done = dryRun ? "would list" : "listed";
    if (!json) process.stdout.write(`${done} ${each.entry} in ${each.file}\n`);
  }
  return unlisted.length === 0 ? {} : { [wanted ? "registered" : "unlisted"]: unlisted };
}

/** What stands in the way, as a diff, above the errors that say so. */
function showConflicts({ plan }: TreeConflict): void {
  const conflicts = { files: plan.files.filter(({ action }) => action === "conflict") };
  process.stderr.write(formatDiff(conflicts, { colour: takesColour(process.stderr) }));
}

/** With several stacks a conflict in the last must not leave the first ones written. */
function refuseAnyConflict(all: readonly Target[], { force = false }: RenderOptions): void {
  const problems: Problem[] = [];
  for (const { stack, root, files } of all) {
    const plan = planTree(root, files, { owner: stack, force });
    if (!plan.files.some(({ action }) => action === "conflict")) continue;
    const conflict = new TreeConflict(plan);
    showConflicts(conflict);
    problems.push(...conflict.problems);
  }
  if (problems.length > 0) throw new InputError(problems);
}
