import { type Command, Option } from "commander";

function collect(value: string, earlier: readonly string[] | undefined): string[] {
  return [...(earlier ?? []), value];
}

/** Adds `--url`, `--header` and the time limits. */
export function withServerOptions(command: Command, timeout = "900"): Command {
  return command
    .addOption(new Option("--url <url>", "the server").env("KOKORO_URL").default("http://localhost:8880"))
    .option("--header <name: value>", "a header of every request, such as an API key (repeatable)", collect)
    .option("--timeout <seconds>", "for a complete answer, all tries together", timeout)
    .option("--idle-timeout <seconds>", "between two pieces of an answer that has begun", "120")
    .option("--connect-timeout <seconds>", "for the connection", "10");
}

/** Adds `--retries` and `--repeats`. */
export function withRetryOptions(command: Command): Command {
  return command
    .option("--retries <n>", "tries after a failed connection or a 502, 503 or 504, with growing waits", "3")
    .option("--repeats <n>", "tries after an answer that was cut in the middle", "2");
}
