import { Command } from "commander";
import type { BatchFlags } from "../../client/batch/command";
import { withRetryOptions, withServerOptions } from "../client-options";

const HELP = `
A line of the file is a JSON object: "input", any other field of a request (voice, speed, response_format, lang_code,
stream, ...), and "name" for the files where the number of the line will not do.

Examples:
  kokoro batch items.jsonl -o audio/
  kokoro batch items.jsonl -o audio/ --format wav --concatenate book.wav

Each item leaves <name>.<format> and <name>.json. Run the same command again after an interruption or a failure:
items that are done are not sent again. wav, pcm, mp3 and aac are joined natively; opus and flac need ffmpeg.`;

/** `kokoro batch`: a file of texts becomes a folder of audio. */
export function batchCommand(): Command {
  const command = new Command("batch")
    .description("Turn the texts of a JSONL file into audio files, one request each.")
    .argument("<items>", "the JSONL file; - is stdin")
    .requiredOption("-o, --out <folder>", "where the audio and the results go")
    .option("--concatenate <file>", "also join all audio into one file, in the order of the lines")
    .option("--format <format>", "for items without response_format", "mp3")
    .option("--concurrency <n>", "requests at a time; more than the replicas gain nothing", "2")
    .option("--max-items <n>", "most lines", "100")
    .option("--skip-bad-lines", "do the other lines where some are bad; the exit code is 1")
    .option("--overwrite", "replace files in the folder that this batch did not write")
    .option("--json", "print the summary as JSON");
  return withRetryOptions(withServerOptions(command))
    .addHelpText("after", HELP)
    .action(async (items: string, flags: BatchFlags) => {
      const { batch } = await import("../../client/batch/command.js");
      await batch(items, flags);
    });
}
