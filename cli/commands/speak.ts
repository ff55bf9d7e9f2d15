import type { SpeakFlags } from "../../client/speak/command";
import { audioFormatOption, withRetryOptions, withServerOptions } from "../client-options";
import type { CommandSpec } from "../command";

/** `kokoro speak`: a text becomes an audio file. */
export const command: CommandSpec = {
  name: "speak",
  group: "speech",
  order: 1,
  summary: "Synthesise a text into an audio file.",
  examples: [
    'kokoro speak "Hello, world." -o hello.mp3',
    "kokoro speak --file chapter.txt -o chapter.opus --voice bf_emma --speed 0.9",
    'echo "From a pipe." | kokoro speak - -o pipe.wav',
  ],
  notes: `
The name of the file decides the audio format, unless --format is given. The file appears only when all of the audio
has arrived and can be decoded to its end. Without --stream or --no-stream, texts of
more than 50 words are streamed.`,
  exitCodes: { 0: "the file is complete", 1: "the server failed; no file was written", 130: "interrupted" },
  define: (command) => {
    command
      .argument("[text]", "the text; - reads it from stdin")
      .requiredOption("-o, --out <file>", "audio file to write")
      .option("--file <file>", "read the text from a file (UTF-8)")
      .option("--voice <voice>", "a voice, or several joined with + (see `kokoro voices`)")
      .option("--speed <factor>", "from 0.25 to 4")
      .addOption(audioFormatOption("audio format; ogg means opus"))
      .option(
        "--lang <code>",
        "language, if it is not the language of the voice: a, b, e, f, h, i, j, p or z",
      )
      .option(
        "--stream",
        "ask for the audio in parts: it starts sooner, and other requests can run in between",
      )
      .option("--no-stream", "ask for the audio in one part")
      .option("--max-characters <n>", "maximum length of the text", "100000")
      .option("--json", "print the measurements as JSON");
    withRetryOptions(withServerOptions(command)).action(
      async (text: string | undefined, flags: SpeakFlags) => {
        const { speak } = await import("../../client/speak/command.js");
        await speak(text, flags);
      },
    );
  },
};
