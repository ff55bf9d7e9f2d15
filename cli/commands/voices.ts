import type { ServerFlags } from "../../client/flags";
import { withServerOptions } from "../client-options";
import type { CommandSpec } from "../command";

/** `kokoro voices`: what the server can speak with. */
export const command: CommandSpec = {
  name: "voices",
  group: "speech",
  order: 2,
  summary: "List the voices of the server and the language of each.",
  examples: ["kokoro voices", "kokoro voices --url http://kokoro-api.ai-services.svc:8880 --json"],
  exitCodes: { 0: "done", 1: "the server failed", 130: "interrupted" },
  define: (command) => {
    command.option("--json", "print the list of the server as JSON");
    withServerOptions(command, "1m").action(async (flags: ServerFlags & { json?: boolean }) => {
      const { voices } = await import("../../client/voices/command.js");
      await voices(flags);
    });
  },
};
