import { setMaxListeners } from "node:events";
import { Interrupted } from "../failure";
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

async function runCheck(check: SmokeCheck, context: SmokeContext): Promise<CheckResult> {
  const started = performance.now();
  const result = (status: CheckResult["status"], detail: string): CheckResult => ({
    story: check.story,
    name: check.name,
    status,
    detail,
    seconds: (performance.now() - started) / 1000,
  });
  try {
    return result("passed", await check.run(context));
  } catch (error) {
    if (error instanceof Interrupted) throw error;
    const detail = error instanceof Error ? error.message : String(error);
    return result(error instanceof Skipped ? "skipped" : "failed", detail);
  }
}

/** Runs the checks one after the other; what an interruption cut is left out of the results. */
export async function runSmoke(
  context: SmokeContext,
  onResult: (result: CheckResult) => void = () => undefined,
): Promise<CheckResult[]> {
  setMaxListeners(0, context.signal); // one for each request under way
  const results: CheckResult[] = [];
  try {
    for (const check of SMOKE_CHECKS) {
      const result = await runCheck(check, context);
      results.push(result);
      onResult(result);
    }
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
  }
  return results;
}
