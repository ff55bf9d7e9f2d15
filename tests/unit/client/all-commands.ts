import { readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type Ran, runHere } from "./in-process";
import { temporaryFolder } from "./support";

const ONE_TRY = ["--retries", "0", "--repeats", "0"];

/** What each command is asked to do in a folder. */
const COMMANDS = {
  voices: () => [],
  speak: (folder: string) => ["One two three.", "-o", path.join(folder, "a.wav"), ...ONE_TRY],
  batch: (folder: string) => [
    path.join(folder, "items.jsonl"),
    ...["-o", path.join(folder, "audio"), "--format", "wav", ...ONE_TRY],
  ],
  smoke: () => ["--output", "json"],
  load: () => ["--requests", "4", "--words", "3", "--format", "wav", "--json"],
} as const;

export type Command = keyof typeof COMMANDS;

export interface Seen extends Ran {
  readonly command: Command;
  /** What lies in its folder afterwards. */
  readonly files: readonly string[];
}

export type Runner = (command: Command, args: readonly string[]) => Promise<Ran>;

export interface RunOptions {
  readonly runner?: Runner;
  /** @default all of them */
  readonly commands?: readonly Command[];
  /** Further options of every command. */
  readonly args?: readonly string[];
}

/** Commands against one address, each in a folder of its own. */
export async function runAll(url: string, options: RunOptions = {}): Promise<Seen[]> {
  const { runner = runHere, commands = Object.keys(COMMANDS) as Command[], args = [] } = options;
  const all: Seen[] = [];
  for (const command of commands) {
    const folder = temporaryFolder();
    writeFileSync(path.join(folder, "items.jsonl"), '{"input": "one"}\n{"input": "two"}\n');
    const ran = await runner(command, [...COMMANDS[command](folder), "--url", url, ...args]);
    const files = readdirSync(folder, { recursive: true }).map(String).sort();
    all.push({ command, ...ran, stderr: ran.stderr.trimEnd(), files });
  }
  return all;
}

/** The messages that a command gave for its requests, each once. */
export function messagesOf({ command, stdout, stderr }: Seen): string[] {
  if (command === "smoke") {
    const { checks } = JSON.parse(stdout) as { checks: { status: string; detail: string }[] };
    return [...new Set(checks.filter(({ status }) => status === "failed").map(({ detail }) => detail))];
  }
  // A load that no request can get through has no report.
  if (command === "load" && stdout !== "") {
    return (JSON.parse(stdout) as { messages: { message: string }[] }).messages.map(({ message }) => message);
  }
  const lines = stderr.split("\n").map((line) => line.replace(/^error: |^line \d+: failed: /, ""));
  return [...new Set(lines.filter((line) => !/^\d+ of the items failed/.test(line)))];
}
