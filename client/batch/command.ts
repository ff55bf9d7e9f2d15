import { stderr, stdout } from "node:process";
import { CommandFailure, EXIT } from "../../common/exit";
import { printableJson } from "../../common/printable";
import { formatProblem } from "../../common/problem";
import { ProblemList } from "../../common/problem-list";
import { isSpeechFormat, SPEECH_FORMATS } from "../../speech/formats";
import type { RetryFlags, ServerFlags } from "../flags";
import { readRetryFlags, readServerFlags } from "../flags";
import { connectTo, type Server } from "../http";
import { interruptible } from "../interrupt";
import { checkWritable, makeFolder } from "../output-file";
import { ProgressLine } from "../progress";
import type { RetryPolicy } from "../retry";
import { readTextFile } from "../text-input";
import { count, formatSeconds } from "../units";
import { printWarnings, requestWarnings } from "../warnings";
import { type JoinPlan, join, planJoin } from "./concatenate";
import { type BatchItem, parseItems } from "./items";
import { audioFile, earlierResult, foreignFiles, type ItemResult } from "./results";
import { runBatch } from "./run";

export interface BatchFlags extends ServerFlags, RetryFlags {
  readonly out: string;
  readonly format: string;
  readonly concurrency: string;
  readonly maxItems: string;
  readonly concatenate?: string;
  readonly skipBadLines?: boolean;
  readonly overwrite?: boolean;
  readonly json?: boolean;
}

interface Plan {
  readonly items: readonly BatchItem[];
  /** Lines that were left out because they are bad. */
  readonly skipped: number;
  readonly folder: string;
  readonly concurrency: number;
  readonly policy: RetryPolicy;
  readonly server: Server;
  readonly join: JoinPlan | undefined;
}

function checkCount(items: readonly BatchItem[], bad: number, most: number, problems: ProblemList): void {
  const all = items.length + bad;
  if (all === 0) problems.add("items", undefined, "has no line", 'write one {"input": "..."} a line');
  if (all > most) {
    problems.add(
      "items",
      undefined,
      `has ${all} lines, more than ${most}`,
      `pass --max-items ${all}, or split it`,
    );
  }
}

async function makePlan(file: string, flags: BatchFlags): Promise<Plan> {
  const text = await readTextFile(file, "items");
  const problems = new ProblemList();
  const options = readServerFlags(flags, problems);
  const policy = readRetryFlags(flags, problems);
  const whole = { least: 1, whole: true };
  const concurrency = problems.number("--concurrency", flags.concurrency, {
    ...whole,
    most: 1000,
    fix: "write 2",
  });
  const most = problems.number("--max-items", flags.maxItems, { ...whole, fix: "write 100" });
  const format = isSpeechFormat(flags.format) ? flags.format : "mp3";
  if (format !== flags.format) {
    problems.add("--format", flags.format, `must be one of ${SPEECH_FORMATS.join(", ")}`, "write mp3");
  }
  const parsed = parseItems(text, { format });
  const skipped = new Set(parsed.problems.map((problem) => problem.key.split(":")[0])).size;
  if (!flags.skipBadLines) problems.addAll(parsed.problems);
  checkCount(parsed.items, skipped, most, problems);
  const plan = flags.concatenate ? await planJoin(flags.concatenate, parsed.items, problems) : undefined;
  if (!flags.overwrite) problems.addAll(foreignFiles(flags.out, parsed.items));
  problems.throwIfAny();
  for (const problem of parsed.problems) stderr.write(`skipped: ${formatProblem(problem)}\n`);
  for (const { line, request } of parsed.items) {
    printWarnings(requestWarnings(request, (field) => `line ${line}: ${field}`));
  }
  const server = connectTo(options);
  return { items: parsed.items, skipped, folder: flags.out, concurrency, policy, server, join: plan };
}

/** Runs what is not done yet, and tells about it. */
async function runPlan(plan: Plan, open: readonly BatchItem[], signal: AbortSignal): Promise<ItemResult[]> {
  const progress = new ProgressLine();
  let finished = 0;
  let running = 0;
  const show = () =>
    progress.update(() => `${finished} of ${count(open.length, "item")} finished, ${running} running`);
  const say = (text: string) => {
    progress.clear();
    stderr.write(`${text}\n`);
  };
  try {
    return await runBatch(open, {
      ...plan,
      signal,
      onStart: () => {
        running++;
        show();
      },
      onAgain: (item, { failure, wait }) =>
        say(`line ${item.line}: ${failure.message}; trying again in ${formatSeconds(wait)}`),
      onResult: (item, result) => {
        finished++;
        running--;
        if (result.status === "failed") say(`line ${item.line}: failed: ${result.message}`);
        show();
      },
    });
  } finally {
    progress.clear();
  }
}

async function work(plan: Plan, signal: AbortSignal, isJson: boolean): Promise<void> {
  const earlier = plan.items.filter((item) => earlierResult(plan.folder, item));
  const open = plan.items.filter((item) => !earlier.includes(item));
  const results = await runPlan(plan, open, signal);
  if (signal.aborted) {
    const done = earlier.length + results.filter((result) => result.status === "done").length;
    const rest = `${done} of ${count(plan.items.length, "item")} are done; the same command goes on from there`;
    throw new CommandFailure(`interrupted: ${rest}`, EXIT.interrupted);
  }
  const failed = results.filter((result) => result.status === "failed").length;
  const files = plan.items.map((item) => audioFile(plan.folder, item));
  const isComplete = failed === 0 && plan.skipped === 0;
  const joined = plan.join && isComplete ? await join(plan.join, files, signal) : undefined;
  const done = plan.items.length - failed;
  const summary = { items: plan.items.length, done, earlier: earlier.length, failed, skipped: plan.skipped };
  if (isJson) stdout.write(`${printableJson({ ...summary, joinedSeconds: joined })}\n`);
  else {
    const before = earlier.length > 0 ? ` (${earlier.length} by an earlier run)` : "";
    stdout.write(
      `${plan.folder}: ${count(done, "item")} done${before}, ${failed} failed, ${plan.skipped} skipped\n`,
    );
    if (joined !== undefined) stdout.write(`${plan.join?.file}: ${formatSeconds(joined)} of audio\n`);
  }
  if (isComplete) return;
  const noFile = plan.join ? `; ${plan.join.file} was not written` : "";
  throw new CommandFailure(`${failed} of the items failed, ${plan.skipped} were skipped${noFile}`);
}

/** `kokoro batch`: many texts, a file each. @throws InputError, CommandFailure */
export async function batch(file: string, flags: BatchFlags): Promise<void> {
  const plan = await makePlan(file, flags);
  try {
    makeFolder(plan.folder);
    if (plan.join) checkWritable(plan.join.file);
    await interruptible((signal) => work(plan, signal, flags.json ?? false));
  } finally {
    await plan.server.close();
  }
}
