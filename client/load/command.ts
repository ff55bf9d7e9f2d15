import { stdout } from "node:process";
import { CommandFailure, EXIT } from "../../common/exit";
import { printableJson } from "../../common/printable";
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
import { Samples } from "./samples";
import { formatLoad } from "./text-report";

const TICK_MILLISECONDS = 250;

function progressText(recorder: Recorder): string {
  const { all, inFlight } = recorder;
  const failed = all.failed > 0 ? `, ${all.failed} failed` : "";
  const p95 = `first byte ${all.firstByte.at(95).toFixed(2)} s, complete ${all.complete.at(95).toFixed(2)} s`;
  const answers = count(all.ok, "answer");
  return `${formatSeconds(recorder.elapsedSeconds())}: ${answers}${failed}, ${inFlight} under way; p95: ${p95}`;
}

/** Writes the files that have a name; one that cannot be written does not keep the others from it. @throws CommandFailure */
function writeAll(files: readonly (readonly [name: string | undefined, content: () => string])[]): void {
  const failures: string[] = [];
  for (const [name, content] of files) {
    try {
      if (name) writeWholeFile(name, content());
    } catch (error) {
      if (!(error instanceof CommandFailure)) throw error;
      failures.push(error.message);
    }
  }
  if (failures.length > 0) throw new CommandFailure(failures.join("; "));
}

/** `kokoro load`: sends the load, prints the report, judges. @throws InputError, CommandFailure */
export async function load(flags: LoadFlags): Promise<void> {
  const { plan, server: options } = readLoadFlags(flags);
  for (const file of [flags.report, flags.csv]) if (file) checkWritable(file);
  const server = connectTo(options);
  const samples = new Samples();
  const progress = new ProgressLine();
  const startedAt = new Date();
  const recorder = new Recorder();
  const ticker = setInterval(() => progress.update(() => progressText(recorder)), TICK_MILLISECONDS);
  try {
    const interrupted = await interruptible(async (signal) => {
      await runLoad(server, plan, recorder, signal, flags.csv ? samples : undefined);
      return signal.aborted;
    });
    progress.clear();
    const report = makeReport({ url: server.url, plan, recorder, startedAt, interrupted });
    stdout.write(flags.json ? `${printableJson(report, 2)}\n` : formatLoad(report));
    writeAll([
      [flags.report, () => formatHtml(report)],
      [flags.csv, () => samples.toCsv()],
    ]);
    if (interrupted) throw new CommandFailure("interrupted", EXIT.interrupted);
    if (!report.passed) throw new CommandFailure("success criteria are not met, see the verdict");
  } finally {
    clearInterval(ticker);
    progress.clear();
    await server.close();
  }
}
