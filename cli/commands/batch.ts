import type { BatchFlags } from "../../client/batch/command";
import { audioFormatOption, withRetryOptions, withServerOptions } from "../client-options";
import type { CommandSpec } from "../command";

/** `kokoro batch`: a file of texts becomes a folder of audio. */
export const command: CommandSpec = {
  name: "batch",
  group: "speech",
  order: 3,
  summary: "Synthesise every text of a JSONL file into an audio file of its own.",
  examples: [
    "kokoro batch items.jsonl -o audio/",
    "kokoro batch items.jsonl -o audio/ --format wav --concatenate book.wav",
  ],
  notes: `
Each line of the file is a JSON object. It has "input", any other field of a request (voice, speed, response_format,
lang_code, stream, ...), and optionally "name" for the files; the default is the number of the line.

Each item writes <name>.<format> and <name>.json. After an interruption or a failure, run the same command again:
finished items are not sent again. wav, pcm, mp3 and aac are joined without other programs; opus and flac need ffmpeg.`,
  exitCodes: { 0: "every item is done", 1: "an item failed or was skipped", 130: "interrupted" },
  define: (command) => {
    command
      .argument("<items>", "the JSONL file; - reads it from stdin")
      .requiredOption("-o, --out <folder>", "folder for the audio and the results")
      .option("--concatenate <file>", "also join all audio into one file, in the order of the lines")
      .addOption(audioFormatOption("audio format of items without response_format").default("mp3"))
      .option("--concurrency <n>", "requests in flight; more than there are replicas is no faster", "2")
      .option("--max-items <n>", "maximum number of lines", "100")
      .option("--skip-bad-lines", "skip lines that are not valid; the exit code is then 1")
      .option("--overwrite", "replace files in the folder that this batch did not write")
      .option("--json", "print the summary as JSON");
    withRetryOptions(withServerOptions(command)).action(async (items: string, flags: BatchFlags) => {
      const { batch } = await import("../../client/batch/command.js");
      await batch(items, flags);
    });
  },
};
