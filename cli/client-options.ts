import { type Command, Option } from "commander";
import { SPEECH_FORMATS } from "../speech/formats";

function collect(value: string, earlier: readonly string[] | undefined): string[] {
  return [...(earlier ?? []), value];
}

/** Shows the values of an option in its help and in the shell's completion; the client itself checks them. */
export function suggesting(option: Option, values: readonly string[]): Option {
  option.argChoices = [...values];
  return option;
}

/** `--format`, which is the format of the audio wherever it stands. */
export function audioFormatOption(description: string): Option {
  return suggesting(new Option("--format <format>", description), SPEECH_FORMATS);
}

/** Adds `--url`, `--header` and the time limits. */
export function withServerOptions(command: Command, timeout = "15m"): Command {
  return command
    .addOption(
      new Option("--url <url>", "address of the server").env("KOKORO_URL").default("http://localhost:8880"),
    )
    .option("--header <name: value>", "header to send with every request, for example an API key", collect)
    .option("--timeout <duration>", "time limit for a complete answer, including all retries", timeout)
    .option("--idle-timeout <duration>", "time limit between two parts of an answer", "2m")
    .option("--connect-timeout <duration>", "time limit for opening a connection", "10s");
}

/** Adds `--retries` and `--repeats`. */
export function withRetryOptions(command: Command): Command {
  return command
    .option("--retries <n>", "retries after a failed connection or a 502, 503 or 504, with backoff", "3")
    .option("--repeats <n>", "retries after an answer that was cut off", "2");
}
