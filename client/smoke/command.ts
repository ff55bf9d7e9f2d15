import { stdout } from "node:process";
import { CommandFailure, EXIT } from "../../common/exit";
import { ProblemList } from "../../common/problem-list";
import { PATHS } from "../../speech/api";
import { Interrupted, SpeechFailure } from "../failure";
import type { ServerFlags } from "../flags";
import { readServerFlags } from "../flags";
import { connectTo, type Server } from "../http";
import { interruptible } from "../interrupt";
import { getJson } from "../json-request";
import { pause } from "../pause";
import { ProgressLine } from "../progress";
import { formatSmoke, SMOKE_FORMATS, type SmokeFormat } from "./formats";
import { type CheckResult, runSmoke, SMOKE_CHECKS } from "./run";

export interface SmokeFlags extends ServerFlags {
  readonly output: string;
  readonly wait: string;
  readonly prometheus?: string;
  readonly service: string;
  readonly namespace: string;
}

const POLL_MILLISECONDS = 1000;

/** Until the model is loaded the port is closed, so the first answer of /health is the start of the checks. */
async function waitUntilHealthy(server: Server, seconds: number, signal: AbortSignal): Promise<void> {
  const end = performance.now() + seconds * 1000;
  while (performance.now() < end) {
    try {
      await getJson(server, PATHS.health, signal);
      return;
    } catch (error) {
      if (!(error instanceof SpeechFailure)) throw error;
      if (error.isHopeless) return;
    }
    await pause(POLL_MILLISECONDS, signal);
    if (signal.aborted) throw new Interrupted();
  }
}

function exitFor(results: readonly CheckResult[]): void {
  if (results.length < SMOKE_CHECKS.length) throw new CommandFailure("interrupted", EXIT.interrupted);
  const failed = results.filter((result) => result.status === "failed").length;
  if (failed > 0) throw new CommandFailure(`${failed} of ${results.length} checks failed`);
}

/** `kokoro smoke`: the acceptance scenarios against a server. @throws InputError, CommandFailure */
export async function smoke(flags: SmokeFlags): Promise<void> {
  const problems = new ProblemList();
  const options = readServerFlags(flags, problems);
  const wait = problems.seconds("--wait", flags.wait, { least: 0, most: 86_400, example: "5m" });
  const output = SMOKE_FORMATS.find((name) => name === flags.output);
  if (!output)
    problems.add("--output", flags.output, `must be one of ${SMOKE_FORMATS.join(", ")}`, "write tap");
  if (flags.prometheus !== undefined && !/^https?:\/\/./.test(flags.prometheus)) {
    problems.add(
      "--prometheus",
      flags.prometheus,
      "must be an http:// or https:// address",
      "write http://prometheus:9090",
    );
  }
  problems.throwIfAny();
  const server = connectTo(options);
  const progress = new ProgressLine();
  try {
    const results = await interruptible(async (signal) => {
      await waitUntilHealthy(server, wait, signal);
      const { prometheus, service, namespace } = flags;
      const context = { server, signal, prometheus, service, namespace };
      return runSmoke(context, (result) => progress.update(() => `${result.status}: ${result.name}`));
    });
    progress.clear();
    stdout.write(formatSmoke(output as SmokeFormat, results, SMOKE_CHECKS.length));
    exitFor(results);
  } finally {
    progress.clear();
    await server.close();
  }
}
