import { Command } from "commander";
import type { ServerFlags } from "../../client/flags";
import { withServerOptions } from "../client-options";

const EXAMPLES = `
Examples:
  kokoro voices
  kokoro voices --url http://kokoro-api.ai-services.svc:8880 --json`;

/** `kokoro voices`: what the server can speak with. */
export function voicesCommand(): Command {
  const command = new Command("voices")
    .description("List the voices of the server, with the language that each name stands for.")
    .option("--json", "print the server's list as JSON");
  return withServerOptions(command, "60")
    .addHelpText("after", EXAMPLES)
    .action(async (flags: ServerFlags & { json?: boolean }) => {
      const { voices } = await import("../../client/voices/command.js");
      await voices(flags);
    });
}
