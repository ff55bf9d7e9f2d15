import { printable } from "../../common/printable";
import { Interrupted, SpeechFailure } from "../failure";
import { Skipped, type SmokeCheck, type SmokeContext } from "./check";
import { speechChecks } from "./story-1-speech";
import { voiceChecks } from "./story-2-voices";
import { batchChecks } from "./story-3-batch";
import { monitoringChecks } from "./story-4-monitoring";

export interface CheckResult {
  readonly story: number;
  readonly name: string;
  readonly status: "passed" | "failed" | "skipped";
  /** What was seen, or why it failed. */
  readonly detail: string;
  readonly seconds: number;
}

/** The acceptance scenarios of all stories, in order. */
export const SMOKE_CHECKS: readonly SmokeCheck[] = [
  ...speechChecks,
  ...voiceChecks,
  ...batchChecks,
  ...monitoringChecks,
];

const NOT_REACHED = "the server was not reached, see the first check";

async function runCheck(check: SmokeCheck, context: SmokeContext): Promise<Outcome> {
  const started = performance.now();
  const outcome = (status: CheckResult["status"], seen: string, isReached = true): Outcome => {
    const detail = printable(seen);
    const seconds = (performance.now() - started) / 1000;
    return { isReached, result: { story: check.story, name: check.name, status, detail, seconds } };
  };
  try {
    return outcome("passed", await check.run(context));
  } catch (error) {
    if (error instanceof Interrupted) throw error;
    const detail = error instanceof Error ? error.message : String(error);
    if (error instanceof Skipped) return outcome("skipped", detail);
    return outcome("failed", detail, !(error instanceof SpeechFailure && error.reason === "connect"));
  }
}

async function notReached(): Promise<string> {
  throw new Skipped(NOT_REACHED);
}

interface Outcome {
  readonly result: CheckResult;
  /** Whether there was a server to ask. */
  readonly isReached: boolean;
}

/**
 * Runs the checks one after the other; what an interruption cut is left out of the results. Without a server at the
 * first check the others are skipped: they would all say the same, each after its own wait.
 */
export async function runSmoke(
  context: SmokeContext,
  onResult: (result: CheckResult) => void = () => undefined,
): Promise<CheckResult[]> {
  const results: CheckResult[] = [];
  try {
    let isThere = true;
    for (const [index, check] of SMOKE_CHECKS.entries()) {
      const tried = isThere ? check : { ...check, run: notReached };
      const { result, isReached } = await runCheck(tried, context);
      if (index === 0) isThere = isReached;
      results.push(result);
      onResult(result);
    }
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
  }
  return results;
}
