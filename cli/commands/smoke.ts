import { Command } from "commander";
import type { SmokeFlags } from "../../client/smoke/command";
import { withServerOptions } from "../client-options";

const HELP = `
Examples:
  kokoro smoke --url http://localhost:8880
  kokoro smoke --wait 300 --format junit > smoke.xml
  kokoro smoke --prometheus http://prometheus.monitoring:9090

It judges the audio, not the status code: a 200 without sound audio fails. Checks of story 4 are skipped without
--prometheus. The exit code is 1 where a check failed.`;

/** `kokoro smoke`: does the server do what the user stories ask? */
export function smokeCommand(): Command {
  const command = new Command("smoke")
    .description("Check the user stories against a running server.")
    .option("--format <format>", "tap, junit or json", "tap")
    .option("--wait <seconds>", "wait so long for the server to become healthy", "0")
    .option("--prometheus <url>", "also check that the mesh counts the requests")
    .option("--service <name>", "the Service's name in the mesh's metrics", "kokoro-api");
  return withServerOptions(command, "120")
    .addHelpText("after", HELP)
    .action(async (flags: SmokeFlags) => {
      const { smoke } = await import("../../client/smoke/command.js");
      await smoke(flags);
    });
}
