import type { DevServerFlags } from "../../dev-server/command";
import type { CommandSpec } from "../command";

/** `kokoro dev-server`: the tools without a cluster. */
export const command: CommandSpec = {
  name: "dev-server",
  group: "test",
  order: 3,
  summary: "Run a local stand-in for the Kokoro server, to try the other commands without a cluster.",
  examples: [
    "kokoro dev-server &",
    'kokoro speak "Hello." -o hello.mp3',
    "kokoro dev-server --port 8881 --fault truncate:2   # cuts off the first two answers",
  ],
  notes: `
It answers with tones instead of speech. Otherwise it behaves as the real server was measured: it works on one request
at a time (/health waits too), sends 200 before it synthesises a stream, sends no audio for blank text, and returns
the same errors.

Faults: truncate, short, stall, slow, reset, empty, html, type, garbage, 500, 502, 503, 504. A single request can ask
for a fault with the header "x-dev-fault: KIND".`,
  exitCodes: { 0: "stopped by Ctrl-C or SIGTERM", 1: "the server failed" },
  define: (command) =>
    command
      .option("--port <port>", "port to listen on; 0 takes any free port", "8880")
      .option("--host <address>", "address to listen on", "127.0.0.1")
      .option(
        "--real-time-factor <n>",
        "seconds of work for each second of audio (a CPU needs about 0.3)",
        "0.02",
      )
      .option("--fault <kind[:times]>", "fault in the answers to speech requests")
      .option("--quiet", "do not print the requests")
      .action(async (flags: DevServerFlags) => {
        const { devServer } = await import("../../dev-server/command.js");
        await devServer(flags);
      }),
};
