import type { LoadFlags } from "../../client/load/options";
import { audioFormatOption, withServerOptions } from "../client-options";
import type { CommandSpec } from "../command";

/** `kokoro load`: latency and success under load, against the success criteria. */
export const command: CommandSpec = {
  name: "load",
  group: "test",
  order: 2,
  summary: "Measure latency and success under load and compare them with the success criteria.",
  examples: [
    "kokoro load --requests 40                    # 10 callers, each waits for its answer",
    "kokoro load --rate 2 --duration 1m --stream  # 2 requests a second, even if the server falls behind",
    "kokoro load --words 500 --stream --report report.html",
  ],
  notes: `
With --rate, latency counts from the moment when a request was due. So a server that stalls does not look better than
it is. Failed requests are not retried.`,
  exitCodes: {
    0: "the criteria for the success rate and the first byte are met; with --strict, all are",
    1: "a criterion is not met",
    130: "interrupted; the figures so far are printed",
  },
  define: (command) => {
    command
      .option("--concurrency <n>", "closed loop: number of callers, each waits for its answer (default: 10)")
      .option("--rate <n>", "open loop: requests a second")
      .option("--requests <n>", "stop after this many requests (default: 40 without --duration)")
      .option("--duration <duration>", "stop sending after this time; requests in flight are awaited")
      .option("--words <n,...>", "lengths of the texts in words, used in turn", "12,40,500,1000")
      .addOption(audioFormatOption("audio format").default("mp3"))
      .option("--voice <voice>", "voice of all requests")
      .option("--stream", "ask for streams, so that the first byte arrives long before the last")
      .option("--strict", "also fail if a criterion for the complete answer is not met")
      .option("--report <file>", "write an HTML page with charts, complete in one file")
      .option("--csv <file>", "write one line for each request, with its times in seconds")
      .option("--json", "print the report as JSON");
    withServerOptions(command, "5m").action(async (flags: LoadFlags) => {
      const { load } = await import("../../client/load/command.js");
      await load(flags);
    });
  },
};
