import { Command } from "commander";
import type { SpeakFlags } from "../../client/speak/command";
import { withRetryOptions, withServerOptions } from "../client-options";

const EXAMPLES = `
Examples:
  kokoro speak "Hello, world." -o hello.mp3
  kokoro speak --file chapter.txt -o chapter.opus --voice bf_emma --speed 0.9
  echo "From a pipe." | kokoro speak - -o pipe.wav

The format is that of the file's name unless --format says it. The file appears only when all of the audio
came and can be read to its end; otherwise nothing is left and the exit code is 1.
Without --stream or --no-stream, texts above 50 words are streamed.`;

/** `kokoro speak`: a text becomes an audio file. */
export function speakCommand(): Command {
  const command = new Command("speak")
    .description("Turn a text into an audio file.")
    .argument("[text]", "the text; - reads it from stdin")
    .requiredOption("-o, --out <file>", "the audio file to write")
    .option("--file <file>", "read the text from a file (UTF-8)")
    .option("--voice <voice>", "a voice, or several joined by + (see `kokoro voices`)")
    .option("--speed <factor>", "from 0.25 to 4")
    .option("--format <format>", "mp3, opus (also called ogg), aac, flac, wav or pcm")
    .option("--lang <code>", "the language, where it is not that of the voice: a, b, e, f, h, i, j, p or z")
    .option("--stream", "ask for the audio piece by piece: it starts sooner and lets others in between")
    .option("--no-stream", "ask for the audio in one piece")
    .option("--max-characters <n>", "longest text", "100000")
    .option("--json", "print the measures as JSON");
  return withRetryOptions(withServerOptions(command))
    .addHelpText("after", EXAMPLES)
    .action(async (text: string | undefined, flags: SpeakFlags) => {
      const { speak } = await import("../../client/speak/command.js");
      await speak(text, flags);
    });
}
