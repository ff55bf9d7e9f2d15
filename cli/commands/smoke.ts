import { Option } from "commander";
import type { SmokeFlags } from "../../client/smoke/command";
import { SMOKE_FORMATS } from "../../client/smoke/formats";
import { suggesting, withServerOptions } from "../client-options";
import type { CommandSpec } from "../command";
import { withOutputOption } from "../options";

/** `kokoro smoke`: does the server do what the user stories ask? */
export const command: CommandSpec = {
  name: "smoke",
  group: "test",
  order: 1,
  summary: "Check the acceptance scenarios of the user stories against a running server.",
  examples: [
    "kokoro smoke --url http://localhost:8880",
    "kokoro smoke --wait 5m --output junit > smoke.xml",
    "kokoro smoke --prometheus http://prometheus.monitoring:9090",
  ],
  notes: `
The checks judge the audio, not only the status code: a 200 without correct audio fails. The checks of story 4
(monitoring) need --prometheus and are skipped without it.`,
  exitCodes: { 0: "no check failed", 1: "a check failed", 130: "interrupted; the checks so far are printed" },
  define: (command) => {
    const output = suggesting(new Option("--output <kind>", "format of the report"), SMOKE_FORMATS).default(
      "tap",
    );
    withOutputOption(command, output)
      .option("--wait <duration>", "wait this long for the server to become healthy", "0s")
      .option("--prometheus <url>", "also check in Prometheus that the mesh counts the requests")
      .option("--service <name>", "name of the Service in the metrics of the mesh", "kokoro-api")
      .option("--namespace <name>", "namespace of the Service in the metrics of the mesh", "ai-services");
    withServerOptions(command, "2m").action(async (flags: SmokeFlags) => {
      const { smoke } = await import("../../client/smoke/command.js");
      await smoke(flags);
    });
  },
};
