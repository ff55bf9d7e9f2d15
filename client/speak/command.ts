import { stderr, stdout } from "node:process";
import { printableJson } from "../../common/printable";
import { ProblemList } from "../../common/problem-list";
import { foreignEnding, formatOfFile, SPEECH_FORMATS, type SpeechFormat } from "../../speech/formats";
import { asCommandFailure } from "../client-error";
import type { RetryFlags, ServerFlags } from "../flags";
import { readRetryFlags, readServerFlags } from "../flags";
import { connectTo, type Server } from "../http";
import { interruptible } from "../interrupt";
import { withOutputFile } from "../output-file";
import { ProgressLine } from "../progress";
import { checkRequest, MOST_CHARACTERS, type SpeechRequest, streamsByDefault } from "../request";
import { type RetryPolicy, withRetries } from "../retry";
import { type AudioSink, type SpeechResult, synthesize } from "../speech";
import { readTextFile } from "../text-input";
import { count, formatBytes, formatSeconds } from "../units";
import { printWarnings, requestWarnings } from "../warnings";

export interface SpeakFlags extends ServerFlags, RetryFlags {
  readonly out: string;
  readonly file?: string;
  readonly voice?: string;
  readonly speed?: string;
  readonly format?: string;
  readonly lang?: string;
  readonly stream?: boolean;
  readonly maxCharacters?: string;
  readonly json?: boolean;
}

const FLAG_OF_FIELD: Readonly<Record<string, string>> = {
  input: "TEXT",
  response_format: "--format",
  lang_code: "--lang",
};

interface Plan {
  readonly server: Server;
  readonly request: SpeechRequest;
  readonly policy: RetryPolicy;
}

async function readText(text: string | undefined, file: string | undefined): Promise<string> {
  const problems = new ProblemList();
  if ((text === undefined) === (file === undefined)) {
    const rule = text === undefined ? "is missing" : "is given twice";
    problems.add("TEXT", undefined, rule, 'write kokoro speak "Hello." or use --file, one of both');
  }
  problems.throwIfAny();
  if (file !== undefined) return readTextFile(file, "--file");
  return text === "-" ? readTextFile("-", "TEXT from stdin") : (text ?? "");
}

function chooseFormat(flags: SpeakFlags, problems: ProblemList): string {
  const ofFile = formatOfFile(flags.out);
  const foreign = foreignEnding(flags.out);
  if (flags.format === undefined && foreign) {
    const guess = foreign.near ? `did you mean .${foreign.near}? ` : "";
    const fix = `${guess}Name it .${SPEECH_FORMATS.join(", .")} or .ogg, or pass --format`;
    problems.add(
      "--out",
      flags.out,
      `ends in ${foreign.ending}, which is no audio format of the server`,
      fix,
    );
  }
  if (flags.format === undefined) return ofFile ?? "mp3";
  const format = flags.format.toLowerCase() === "ogg" ? "opus" : flags.format.toLowerCase();
  if (ofFile !== undefined && ofFile !== format) {
    const rule = `says ${format}, but the file is named ${flags.out}`;
    problems.add("--format", undefined, rule, "leave --format out, or name the file to fit");
  }
  return format;
}

function planRequest(input: string, flags: SpeakFlags): Plan {
  const problems = new ProblemList();
  const options = readServerFlags(flags, problems);
  const policy = readRetryFlags(flags, problems);
  const mostCharacters = problems.number("--max-characters", flags.maxCharacters ?? String(MOST_CHARACTERS), {
    least: 1,
    whole: true,
    fix: `write a number such as ${MOST_CHARACTERS}`,
  });
  const speed = flags.speed === undefined ? undefined : Number(flags.speed.trim() || Number.NaN);
  const fields = {
    input,
    voice: flags.voice,
    speed: Number.isNaN(speed) ? flags.speed : speed,
    response_format: chooseFormat(flags, problems),
    lang_code: flags.lang,
    stream: flags.stream ?? streamsByDefault(input),
  };
  const nameOf = (field: string) => FLAG_OF_FIELD[field] ?? `--${field}`;
  problems.addAll(checkRequest(fields, { nameOf, mostCharacters }));
  problems.throwIfAny();
  const request = fields as SpeechRequest;
  printWarnings(requestWarnings(request, nameOf));
  return { server: connectTo(options), request, policy };
}

async function run(
  plan: Plan,
  sink: AudioSink,
  signal: AbortSignal,
): Promise<SpeechResult & { tries: number }> {
  const { server, request, policy } = plan;
  const progress = new ProgressLine();
  const started = performance.now();
  const show = (bytes: number) =>
    progress.update(
      () => `${formatBytes(bytes)} of audio, ${formatSeconds((performance.now() - started) / 1000)}`,
    );
  const ticker = setInterval(() => progress.update(() => `waiting for ${server.url} ...`), 1000);
  try {
    const { value, tries } = await withRetries(
      (total) => synthesize(server, request, { sink, signal, total, onBytes: show }),
      {
        policy,
        total: server.limits.total,
        signal,
        onAgain: ({ failure, wait }) => {
          progress.clear();
          stderr.write(`${failure.message}; trying again in ${formatSeconds(wait)}\n`);
        },
      },
    );
    return { ...value, tries };
  } finally {
    clearInterval(ticker);
    progress.clear();
  }
}

function summary(file: string, format: SpeechFormat, result: SpeechResult & { tries: number }): string {
  const { audioSeconds, totalSeconds, firstByteSeconds, bytes, tries } = result;
  const factor = totalSeconds / audioSeconds;
  return [
    `${file}: ${formatSeconds(audioSeconds)} of ${format} audio, ${formatBytes(bytes)}`,
    `first byte ${formatSeconds(firstByteSeconds)}, complete ${formatSeconds(totalSeconds)}, ` +
      `real-time factor ${factor.toFixed(3)}, ${count(tries, "try").replace("trys", "tries")}`,
    "",
  ].join("\n");
}

/** `kokoro speak`: one text to one file. @throws InputError, CommandFailure */
export async function speak(text: string | undefined, flags: SpeakFlags): Promise<void> {
  const plan = planRequest(await readText(text, flags.file), flags);
  try {
    const result = await interruptible((signal) =>
      withOutputFile(flags.out, (output) => run(plan, output, signal)),
    );
    const realTimeFactor = result.totalSeconds / result.audioSeconds;
    const format = plan.request.response_format;
    const json = { file: flags.out, format, ...result, realTimeFactor };
    stdout.write(flags.json ? `${printableJson(json)}\n` : summary(flags.out, format, result));
  } catch (error) {
    throw asCommandFailure(error);
  } finally {
    await plan.server.close();
  }
}
