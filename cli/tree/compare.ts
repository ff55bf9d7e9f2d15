import { takesColour } from "../../common/colour";
import { EXIT } from "../../common/exit";
import { formatChange, formatDiff, hasDrift, planTree, treeReport } from "../../repository/write";
import type { TreeOptions } from "../options";
import { packageRoot } from "../package-root";
import { targets, warnUnlisted } from "./targets";

/** `kokoro check`: exit code 1 where a tree is not what its stack renders. */
export async function check(options: TreeOptions): Promise<void> {
  const plans = await plansOf(options);
  const reports = plans.map((plan) => treeReport(plan, { diff: true }));
  if (options.json) {
    process.stdout.write(`${JSON.stringify(reports.length === 1 ? reports[0] : reports, null, 2)}\n`);
  } else {
    for (const plan of plans) describe(plan);
  }
  if (reports.some(({ drift }) => drift)) process.exitCode = EXIT.failed;
}

/** `kokoro diff`: the same, as a unified diff. */
export async function diff(options: TreeOptions): Promise<void> {
  const plans = await plansOf(options);
  const colour = takesColour(process.stdout);
  for (const plan of plans) process.stdout.write(formatDiff(plan, { colour }));
  if (plans.some(hasDrift)) process.exitCode = EXIT.failed;
}

async function plansOf(options: TreeOptions) {
  const all = await targets(options, packageRoot());
  all.forEach(warnUnlisted);
  return all.map(({ stack, root, files }) => planTree(root, files, { owner: stack }));
}

function describe(plan: ReturnType<typeof planTree>): void {
  const { owner } = plan.options;
  if (!hasDrift(plan)) {
    process.stdout.write(`${owner}: ${plan.root} is what the stack renders (${plan.files.length} files)\n`);
    return;
  }
  const drifted = plan.files.filter(({ action }) => !["unchanged", "adopt"].includes(action));
  process.stdout.write(`${owner}: ${plan.root} differs from what the stack renders:\n`);
  for (const file of drifted) {
    process.stdout.write(
      `  ${WOULD[file.action] ?? file.action} ${formatChange(file).replace(/^\S+ /, "")}\n`,
    );
  }
  process.stdout.write("Run kokoro diff to see the changes, kokoro render to make them.\n");
}

const WOULD: Record<string, string> = {
  create: "missing",
  update: "outdated",
  prune: "stale",
  conflict: "edited by hand or not ours",
};
