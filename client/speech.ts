import { AudioDefect, type AudioInspector, inspectorFor } from "../audio";
import { PATHS } from "../speech/api";
import { FORMATS, isContentTypeOf } from "../speech/formats";
import { speakableWords } from "../speech/words";
import { type SpeechFailure as Failure, SpeechFailure } from "./failure";
import { type AnswerHeaders, type BodySink, exchange, headerText, type Server, type Timing } from "./http";
import { lackOf } from "./lacks";
import { mostBytes, pauseSeconds } from "./most-bytes";
import { Refusal } from "./refusal";
import type { SpeechRequest } from "./request";

/** Takes the audio of one try. */
export interface AudioSink {
  /** A try begins: what an earlier one wrote is void. */
  restart(): void;
  write(piece: Buffer): void;
}

/** A complete, sound answer. Times are in seconds. */
export interface SpeechResult {
  readonly bytes: number;
  readonly audioSeconds: number;
  /** From the start of the try to the first byte of audio. */
  readonly firstByteSeconds: number;
  readonly totalSeconds: number;
}

export interface SpeechOptions {
  /** @default the audio is checked and dropped */
  readonly sink?: AudioSink | undefined;
  readonly signal?: AbortSignal | undefined;
  /** In seconds; less than the server's limit. */
  readonly total?: number | undefined;
  /** Called as audio comes in. */
  readonly onBytes?: ((bytes: number) => void) | undefined;
}

/** Nobody speaks that fast: audio below it lacks chunks, which the server drops with a line in its log. */
const MOST_WORDS_PER_SECOND = 12;

function checkLength(request: SpeechRequest, audioSeconds: number): void {
  // Markup is not spoken, and an alias may have a pace of its own.
  if (request.ssml || request.allow_voice_tags || request.voice_aliases) return;
  const words = speakableWords(request.input).length;
  if (words <= audioSeconds * MOST_WORDS_PER_SECOND * Math.max(1, request.speed ?? 1)) return;
  const message = `only ${audioSeconds.toFixed(2)} s of audio for ${words} words: parts of the text are missing`;
  throw new SpeechFailure("truncated", message, { retry: "repeat" });
}

/** A server whose model gives no numbers answers 200 with silence of the right length. */
function checkSound(request: SpeechRequest, noSpeech: string | undefined): void {
  // Who asks for pauses or a low volume may get what sounds like nothing.
  const isAskedFor = pauseSeconds(request.input) > 0 || (request.volume_multiplier ?? 1) < 1;
  if (noSpeech === undefined || request.ssml || isAskedFor) return;
  throw new SpeechFailure(
    "content",
    `the audio is no speech: ${noSpeech}; look at the server's model and log`,
  );
}

function defectFailure(defect: AudioDefect): Failure {
  return defect.truncated
    ? new SpeechFailure("truncated", `the audio is cut: ${defect.message}`, { retry: "repeat" })
    : new SpeechFailure("content", `the answer is not the audio that was asked for: ${defect.message}`);
}

function checkContentType(request: SpeechRequest, header: string | undefined): void {
  const wanted = FORMATS[request.response_format].contentType;
  const given = (header ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
  if (isContentTypeOf(request.response_format, given)) return;
  throw new SpeechFailure("content", `a 200 with ${given || "no content type"} instead of ${wanted}`);
}

/** What comes back for one request: audio that is followed to its end, or a refusal. */
class Answer {
  private readonly inspector: AudioInspector;
  private readonly mostBytes: number;
  private refusal: Refusal | undefined;
  private bytes = 0;

  constructor(
    private readonly request: SpeechRequest,
    private readonly options: SpeechOptions,
  ) {
    this.inspector = inspectorFor(request.response_format);
    this.mostBytes = mostBytes(request);
  }

  /** The status and the headers are there. @throws SpeechFailure where this cannot become audio */
  begin(status: number, headers: AnswerHeaders): BodySink {
    if (status !== 200) {
      this.refusal = new Refusal(status, headers, (text) => lackOf(this.request, status, text));
      return this.refusal.sink;
    }
    checkContentType(this.request, headerText(headers, "content-type"));
    return (piece) => this.audio(piece);
  }

  /** The body is complete. @throws SpeechFailure, AudioDefect unless it is the audio that was asked for */
  finish({ start, firstByte, end }: Timing): SpeechResult {
    if (this.refusal) throw this.refusal.failure();
    if (this.bytes === 0) {
      throw new SpeechFailure("empty", "a 200 without audio: the server found nothing that it could speak");
    }
    const audioSeconds = this.inspector.finish();
    checkLength(this.request, audioSeconds);
    checkSound(this.request, this.inspector.noSpeech?.());
    return {
      bytes: this.bytes,
      audioSeconds,
      firstByteSeconds: ((firstByte ?? end) - start) / 1000,
      totalSeconds: (end - start) / 1000,
    };
  }

  private audio(piece: Buffer): void {
    this.bytes += piece.length;
    if (this.bytes > this.mostBytes) {
      const message = `the audio does not end: ${this.bytes} bytes came for ${this.request.input.length} characters`;
      throw new SpeechFailure("content", message);
    }
    this.inspector.push(piece);
    this.options.onBytes?.(this.bytes);
    this.options.sink?.write(piece);
  }
}

/**
 * Asks once for speech and follows the audio to its end.
 * @throws SpeechFailure unless all of it came and is what was asked for; Interrupted
 */
export async function synthesize(
  server: Server,
  request: SpeechRequest,
  options: SpeechOptions = {},
): Promise<SpeechResult> {
  const answer = new Answer(request, options);
  options.sink?.restart();
  try {
    const timing = await exchange(server, {
      method: "POST",
      path: PATHS.speech,
      body: JSON.stringify(request),
      signal: options.signal,
      total: options.total,
      answer: (status, headers) => answer.begin(status, headers),
    });
    return answer.finish(timing);
  } catch (error) {
    throw error instanceof AudioDefect ? defectFailure(error) : error;
  }
}
