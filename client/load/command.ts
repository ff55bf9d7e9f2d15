import { stdout } from "node:process";
import { CommandFailure, EXIT } from "../../cli/exit";
import { connectTo } from "../http";
import { interruptible } from "../interrupt";
import { checkWritable, writeWholeFile } from "../output-file";
import { ProgressLine } from "../progress";
import { count, formatSeconds } from "../units";
import { formatHtml } from "./html/page";
import { type LoadFlags, readLoadFlags } from "./options";
import { Recorder } from "./recorder";
import { makeReport } from "./report";
import { runLoad } from "./run";
import { formatLoad } from "./text-report";
import { warmUp } from "./warm-up";

const TICK_MILLISECONDS = 250;

function progressText(recorder: Recorder): string {
  const { all, inFlight } = recorder;
  const failed = all.failed > 0 ? `, ${all.failed} failed` : "";
  const p95 = `first byte ${all.firstByte.at(95).toFixed(2)} s, complete ${all.complete.at(95).toFixed(2)} s`;
  const answers = count(all.ok, "answer");
  return `${formatSeconds(recorder.elapsedSeconds())}: ${answers}${failed}, ${inFlight} under way; p95: ${p95}`;
}

/** `kokoro load`: sends the load, prints the report, judges. @throws InputError, CommandFailure */
export async function load(flags: LoadFlags): Promise<void> {
  const { plan, server: options } = readLoadFlags(flags);
  if (flags.report) checkWritable(flags.report);
  const server = connectTo(options);
  await warmUp();
  const recorder = new Recorder();
  const startedAt = new Date();
  const progress = new ProgressLine();
  const ticker = setInterval(() => progress.update(() => progressText(recorder)), TICK_MILLISECONDS);
  try {
    const interrupted = await interruptible(async (signal) => {
      await runLoad(server, plan, recorder, signal);
      return signal.aborted;
    });
    progress.clear();
    const report = makeReport({ url: server.url, startedAt, plan, recorder, interrupted });
    stdout.write(flags.json ? `${JSON.stringify(report, null, 2)}\n` : formatLoad(report));
    if (flags.report) writeWholeFile(flags.report, formatHtml(report));
    if (interrupted) throw new CommandFailure("interrupted", EXIT.interrupted);
    if (!report.passed) throw new CommandFailure("success criteria are not met, see the verdict");
  } finally {
    clearInterval(ticker);
    progress.clear();
    await server.close();
  }
}
