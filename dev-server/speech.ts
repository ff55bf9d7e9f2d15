import type http from "node:http";
import { FORMATS } from "../speech/formats";
import { isLanguage } from "../speech/languages";
import { type AcceptedSpeech, badRequest, type Refusal } from "./checks";
import type { FaultKind } from "./faults";
import { type SerialLoop, sleep } from "./serial-loop";
import { chunkSeconds } from "./text";
import { toneWriter } from "./tone";
import { VOICES } from "./voices";

const SLOW_PIECES = 20;
const SLOW_MILLISECONDS = 50;

export interface SpeechWork {
  readonly request: AcceptedSpeech;
  readonly response: http.ServerResponse;
  readonly fault: FaultKind | undefined;
  readonly loop: SerialLoop;
  /** Seconds of work for one second of audio. */
  readonly realTimeFactor: number;
}

export function sendJson(response: http.ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(text),
  });
  response.end(text);
}

function headersOf({ request, fault }: SpeechWork): Record<string, string> {
  return {
    "content-type": fault === "type" ? "text/plain" : FORMATS[request.format].contentType,
    "content-disposition": `attachment; filename=speech.${request.format}`,
    "cache-control": "no-cache",
  };
}

/** Nothing is spoken in a language that the pipeline does not know. */
function chunksOf({ request }: SpeechWork): number[] {
  const isKnown = request.language === undefined || isLanguage(request.language);
  return isKnown ? chunkSeconds(request.input, request.speed) : [];
}

function pitchOf(voice: string): number {
  return 180 + 4 * Math.max(0, VOICES.indexOf(voice));
}

/** Writes the last piece of a body in the way that the fault wants. */
async function finish(
  response: http.ServerResponse,
  piece: Buffer,
  fault: FaultKind | undefined,
): Promise<void> {
  const half = piece.subarray(0, Math.floor(piece.length / 2) - 1);
  if (fault === "short") response.end(half);
  else if (fault === "stall") response.write(half);
  else if (fault === "truncate") response.write(half, () => response.destroy());
  else if (fault === "slow") {
    const step = Math.ceil(piece.length / SLOW_PIECES);
    for (let at = 0; at < piece.length && !response.destroyed; at += step) {
      response.write(piece.subarray(at, at + step));
      await sleep(SLOW_MILLISECONDS);
    }
    response.end();
  } else response.end(piece);
}

/** Streams: 200 and headers before any work, then chunk by chunk; between two chunks others get their turn. */
async function stream(work: SpeechWork): Promise<void> {
  const { request, response, loop, realTimeFactor } = work;
  await loop.turn(() => {
    response.writeHead(200, { ...headersOf(work), "x-accel-buffering": "no" });
    response.flushHeaders();
  });
  const chunks = chunksOf(work);
  if (chunks.length === 0) {
    response.end();
    return;
  }
  const writer = toneWriter(request.format, pitchOf(request.voice));
  for (const [index, seconds] of chunks.entries()) {
    if (response.destroyed) return;
    await loop.turn(() => sleep(seconds * realTimeFactor * 1000));
    const piece = writer.next(seconds);
    const isLast = index === chunks.length - 1;
    if (isLast) await finish(response, Buffer.concat([piece, writer.end()]), work.fault);
    else if (piece.length > 0) response.write(piece);
  }
}

/** Not streamed: nothing else runs until the whole audio is there, whether or not the caller still waits. */
async function whole(work: SpeechWork): Promise<void> {
  const { request, response, loop, realTimeFactor } = work;
  const chunks = chunksOf(work);
  const seconds = chunks.reduce((sum, chunk) => sum + chunk, 0);
  await loop.turn(() => sleep(seconds * realTimeFactor * 1000));
  if (chunks.length === 0) {
    const refusal: Refusal = badRequest("validation_error", "Input contains no speakable text");
    sendJson(response, refusal.status, refusal.body);
    return;
  }
  const writer = toneWriter(request.format, pitchOf(request.voice));
  const body = Buffer.concat([...chunks.map((chunk) => writer.next(chunk)), writer.end()]);
  const isShort = work.fault === "short";
  response.writeHead(200, { ...headersOf(work), ...(!isShort && { "content-length": body.length }) });
  await finish(response, body, work.fault);
}

function sendStatus(response: http.ServerResponse, status: number): void {
  if (status === 503) response.setHeader("retry-after", "1");
  const type = status === 500 ? "server_error" : "unavailable";
  sendJson(response, status, {
    detail: { error: "processing_error", message: `asked-for fault ${status}`, type },
  });
}

/** Answers one accepted request, with audio or with the fault that was asked for. */
export async function answerSpeech(work: SpeechWork): Promise<void> {
  const { response, fault, request } = work;
  switch (fault) {
    case "reset":
      response.socket?.resetAndDestroy();
      return;
    case "empty":
      response.writeHead(200, headersOf(work)).end();
      return;
    case "html":
      response.writeHead(200, { "content-type": "text/html" }).end("<!doctype html><title>Sign in</title>");
      return;
    case "garbage":
      response
        .writeHead(200, headersOf(work))
        .end("upstream connect error or disconnect/reset before headers");
      return;
    case "500":
    case "502":
    case "503":
    case "504":
      sendStatus(response, Number(fault));
      return;
    default:
      await (request.stream ? stream(work) : whole(work));
  }
}
