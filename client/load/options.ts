import { ProblemList } from "../../common/problem-list";
import { isSpeechFormat, SPEECH_FORMATS, type SpeechFormat } from "../../speech/formats";
import type { ServerFlags } from "../flags";
import { readServerFlags } from "../flags";
import type { ServerOptions } from "../http";
import { checkRequest } from "../request";

export interface LoadFlags extends ServerFlags {
  readonly concurrency?: string;
  readonly rate?: string;
  readonly requests?: string;
  readonly duration?: string;
  readonly words: string;
  readonly format: string;
  readonly voice?: string;
  readonly stream?: boolean;
  readonly strict?: boolean;
  readonly report?: string;
  readonly csv?: string;
  readonly json?: boolean;
}

/** How requests arrive: callers who wait (closed) or a rate that nothing slows down (open). */
export type Arrivals =
  | { readonly kind: "closed"; readonly concurrency: number }
  | { readonly kind: "open"; readonly rate: number };

export interface LoadPlan {
  readonly arrivals: Arrivals;
  /** Infinity where only the duration ends it. */
  readonly requests: number;
  /** In seconds; Infinity where only the count ends it. */
  readonly duration: number;
  readonly words: readonly number[];
  readonly format: SpeechFormat;
  readonly voice: string | undefined;
  readonly stream: boolean;
  readonly strict: boolean;
}

const DEFAULT_CONCURRENCY = "10";
const DEFAULT_REQUESTS = "40";
const MOST_WORDS = 20_000;

function readArrivals(flags: LoadFlags, problems: ProblemList): Arrivals {
  if (flags.rate !== undefined) {
    if (flags.concurrency !== undefined) {
      problems.add("--rate", undefined, "cannot go with --concurrency", "give one of both");
    }
    const fix = "write requests a second, such as 2 or 0.5";
    return { kind: "open", rate: problems.number("--rate", flags.rate, { least: 0.001, most: 10_000, fix }) };
  }
  const text = flags.concurrency ?? DEFAULT_CONCURRENCY;
  const range = { least: 1, most: 10_000, whole: true, fix: "write a number of callers, such as 10" };
  return { kind: "closed", concurrency: problems.number("--concurrency", text, range) };
}

function readWords(text: string, problems: ProblemList): number[] {
  const fix = "write lengths with commas, such as 12,500";
  return text
    .split(",")
    .map((part) => problems.number("--words", part, { least: 1, most: MOST_WORDS, whole: true, fix }));
}

/** Reads the options of `kokoro load`. @throws InputError with everything that is wrong */
export function readLoadFlags(flags: LoadFlags): { readonly plan: LoadPlan; readonly server: ServerOptions } {
  const problems = new ProblemList();
  const server = readServerFlags(flags, problems);
  const { requests, duration } = flags;
  const least = { least: 1, whole: true, fix: `write a number such as ${DEFAULT_REQUESTS}` };
  const count = requests ?? (duration === undefined ? DEFAULT_REQUESTS : undefined);
  const format = isSpeechFormat(flags.format) ? flags.format : "mp3";
  if (format !== flags.format) {
    problems.add("--format", flags.format, `must be one of ${SPEECH_FORMATS.join(", ")}`, "write mp3");
  }
  problems.addAll(checkRequest({ input: "text", voice: flags.voice }, { nameOf: (field) => `--${field}` }));
  if (flags.csv !== undefined && flags.csv === flags.report) {
    problems.add("--csv", flags.csv, "is the file of --report too", "name another file");
  }
  const plan: LoadPlan = {
    arrivals: readArrivals(flags, problems),
    requests: count === undefined ? Number.POSITIVE_INFINITY : problems.number("--requests", count, least),
    duration:
      duration === undefined
        ? Number.POSITIVE_INFINITY
        : problems.seconds("--duration", duration, { least: 0.1, most: 604_800, example: "60s or 10m" }),
    words: readWords(flags.words, problems),
    format,
    voice: flags.voice,
    stream: flags.stream ?? false,
    strict: flags.strict ?? false,
  };
  problems.throwIfAny();
  return { plan, server };
}
