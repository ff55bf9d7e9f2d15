import { Command } from "commander";
import type { LoadFlags } from "../../client/load/options";
import { withServerOptions } from "../client-options";

const HELP = `
Examples:
  kokoro load --requests 40                              10 callers who wait for their answer
  kokoro load --rate 2 --duration 60 --stream            2 requests a second, whatever the server does
  kokoro load --words 500 --stream --report report.html

With --rate, latency counts from the moment when a request was due, so that a server that stalls is not spared
the requests that it kept from being sent. Nothing is tried again. The exit code is 1 where the success rate or a
figure for the first byte is not met, with --strict also where one for the complete answer is not met.`;

/** `kokoro load`: latency and success under load, against the success criteria. */
export function loadCommand(): Command {
  const command = new Command("load")
    .description("Measure latency and success under load and judge them by the success criteria.")
    .option("--concurrency <n>", "closed loop: so many callers, each waits for its answer (default: 10)")
    .option("--rate <n>", "open loop: so many requests a second")
    .option("--requests <n>", "stop after so many (default: 40, where --duration is not given)")
    .option("--duration <seconds>", "send for so long; what is under way is waited for")
    .option("--words <n,...>", "lengths of the texts, in turn", "12,40,500,1000")
    .option("--format <format>", "mp3, opus, aac, flac, wav or pcm", "mp3")
    .option("--voice <voice>", "the voice of all requests")
    .option("--stream", "stream, so that the first byte comes long before the last")
    .option("--strict", "also fail where a figure for the complete answer is not met")
    .option("--report <file>", "write a page with charts (HTML, needs nothing else)")
    .option("--csv <file>", "write one line a request, with its times in seconds")
    .option("--json", "print the report as JSON");
  return withServerOptions(command, "300")
    .addHelpText("after", HELP)
    .action(async (flags: LoadFlags) => {
      const { load } = await import("../../client/load/command.js");
      await load(flags);
    });
}
