import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

const RATE = 24_000;

/** Sixteen-bit mono samples of a 440 Hz tone, as the server sends for `pcm`. */
export function tone(seconds: number, amplitude = 8000): Buffer {
  const samples = Buffer.alloc(seconds * RATE * 2);
  for (let at = 0; at < samples.length / 2; at += 1)
    samples.writeInt16LE(Math.round(amplitude * Math.sin((2 * Math.PI * 440 * at) / RATE)), at * 2);
  return samples;
}

/** A RIFF file of samples; `promised` is the length that its header states. */
export function wav(samples: Buffer, promised = samples.length): Buffer {
  const header = Buffer.alloc(44);
  header.write("RIFF", 0, "latin1");
  header.writeUInt32LE(Math.min(0xffffffff, 36 + promised), 4);
  header.write("WAVEfmt ", 8, "latin1");
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(RATE, 24);
  header.writeUInt32LE(RATE * 2, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write("data", 36, "latin1");
  header.writeUInt32LE(promised, 40);
  return Buffer.concat([header, samples]);
}

export interface SpeechRequest {
  readonly input: string;
  readonly voice: string;
  readonly response_format: string;
  readonly stream: boolean;
}

export type Handler = (
  request: SpeechRequest,
  response: ServerResponse,
  raw: { readonly method: string; readonly path: string; readonly type: string | undefined },
) => void;

/** A server that answers as a test says; `url` is where. */
export interface StandIn {
  readonly url: string;
  readonly seen: readonly SpeechRequest[];
  close(): Promise<void>;
}

export async function standIn(handler: Handler): Promise<StandIn> {
  const seen: SpeechRequest[] = [];
  const server = createServer((request, response) => {
    void body(request).then((text) => {
      const speech = JSON.parse(text) as SpeechRequest;
      seen.push(speech);
      handler(speech, response, {
        method: request.method ?? "",
        path: request.url ?? "",
        type: request.headers["content-type"],
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, seen, close: () => close(server) };
}

async function body(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

async function close(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}

/** A good answer in the way that the server gives it: streamed in chunks, or with its length. */
export function goodAnswer({ stream, response_format }: SpeechRequest, response: ServerResponse): void {
  const samples = tone(4);
  // FFmpeg cannot seek back, so the server's WAV never states its length.
  const audio = response_format === "wav" ? wav(samples, 0xffffffff) : samples;
  if (!stream) {
    response.writeHead(200, { "Content-Length": audio.length }).end(audio);
    return;
  }
  response.writeHead(200);
  response.write(audio.subarray(0, 48_000));
  response.end(audio.subarray(48_000));
}
