import { Command } from "commander";
import type { DevServerFlags } from "../../dev-server/command";

const HELP = `
Examples:
  kokoro dev-server &
  kokoro speak "Hello." -o hello.mp3
  kokoro dev-server --port 8881 --fault truncate:2    the first two answers are cut

It behaves as the real server was measured: one request at a time (/health waits too), 200 before synthesis when
streaming, no audio for a blank text, the same errors. It is not Kokoro: it sends tones, not speech.

Faults: truncate, short, stall, slow, reset, empty, html, type, garbage, 500, 502, 503, 504. One request asks for
its own with the header "x-dev-fault: KIND".`;

/** `kokoro dev-server`: the tools without a cluster. */
export function devServerCommand(): Command {
  return new Command("dev-server")
    .description("Run a stand-in for the Kokoro server that answers with tones, to try the other commands.")
    .option("--port <port>", "0 takes any free one", "8880")
    .option("--host <address>", "where to listen", "127.0.0.1")
    .option("--real-time-factor <n>", "seconds of work for a second of audio (CPU about 0.3)", "0.02")
    .option("--fault <kind[:times]>", "what goes wrong with speech requests")
    .option("--quiet", "do not print the requests")
    .addHelpText("after", HELP)
    .action(async (flags: DevServerFlags) => {
      const { devServer } = await import("../../dev-server/command.js");
      await devServer(flags);
    });
}
