import http from "node:http";
import net from "node:net";
import { describe, expect, it } from "vitest";
import { Interrupted, SpeechFailure } from "../../../client/failure";
import { synthesize } from "../../../client/speech";
import { SPEECH_FORMATS } from "../../../speech/formats";
import { client, devServer, faultyClient, request } from "./support";

async function failure(work: Promise<unknown>): Promise<SpeechFailure> {
  const error = await work.then(
    () => undefined,
    (reason) => reason,
  );
  if (error instanceof SpeechFailure) return error;
  throw new Error(`a failure was expected, not ${error}`);
}

describe("a speech request", () => {
  it.each(SPEECH_FORMATS)("is measured by its bytes, streamed or whole, in %s", async (format) => {
    const server = client((await devServer()).url);
    for (const stream of [true, false]) {
      const result = await synthesize(server, request({ response_format: format, stream }));
      expect(result.audioSeconds).toBeCloseTo(2, 1);
      expect(result.firstByteSeconds).toBeLessThanOrEqual(result.totalSeconds);
      expect(result.bytes).toBeGreaterThan(1000);
    }
  });

  it("hands the first byte on long before the last when it streams", async () => {
    const server = client((await devServer({ realTimeFactor: 0.01 })).url);
    const result = await synthesize(server, request({ input: "word ".repeat(300), stream: true }));
    expect(result.firstByteSeconds).toBeLessThan(result.totalSeconds / 2);
  });

  it.each([
    ["reset", "connect", "backoff"],
    ["truncate", "truncated", "repeat"],
    ["short", "truncated", "repeat"],
    ["empty", "empty", "no"],
    ["html", "content", "no"],
    ["type", "content", "no"],
    ["garbage", "content", "no"],
    ["500", "status", "no"],
    ["502", "status", "backoff"],
    ["503", "status", "backoff"],
    ["504", "status", "backoff"],
  ])("that meets the fault %s fails as %s and is worth: %s", async (fault, reason, retry) => {
    const server = await faultyClient(fault);
    for (const stream of [true, false]) {
      expect(await failure(synthesize(server, request({ stream })))).toMatchObject({ reason, retry });
    }
  });

  it.each(["mp3", "opus", "aac", "flac", "wav"] as const)(
    "sees a %s that ends in the middle behind a proper 200",
    async (format) => {
      const server = await faultyClient("short");
      const body = request({ response_format: format, stream: true, input: "word ".repeat(60) });
      const { reason } = await failure(synthesize(server, body));
      expect(reason).toBe("truncated");
    },
  );

  it("fails when the answer stalls", async () => {
    const server = await faultyClient("stall", { idle: 0.2 });
    const seen = await failure(synthesize(server, request({ stream: true })));
    expect(seen).toMatchObject({ reason: "timeout", retry: "repeat" });
    expect(seen.message).toContain("nothing came for 0.2 s");
  });

  it("does not take a slow answer for a stalled one", async () => {
    const server = await faultyClient("slow", { idle: 0.8 });
    const result = await synthesize(server, request({ stream: true }));
    expect(result.totalSeconds).toBeGreaterThan(0.9);
  });

  it("ends at the limit for the whole answer", async () => {
    const server = client((await devServer({ realTimeFactor: 10 })).url, { total: 0.2 });
    expect((await failure(synthesize(server, request()))).reason).toBe("timeout");
  });

  it("carries Retry-After and the words of the server", async () => {
    expect(await failure(synthesize(await faultyClient("503"), request()))).toMatchObject({
      status: 503,
      retryAfter: 1,
    });
    const server = client((await devServer()).url);
    const speed = await failure(synthesize(server, request({ speed: 9 })));
    expect(speed.message).toContain("422: speed: Input should be less than or equal to 4");
    const voice = await failure(synthesize(server, request({ voice: "nobody" })));
    expect(voice.message).toContain("Voice 'nobody' not found");
  });

  it("tells audio that lacks most of the text from sound audio", async () => {
    // As the server does when chunks fail inside it: 200, sound audio, too short.
    const { url } = await devServer();
    const server = client(url);
    const spaced = request({ input: "word ".repeat(100), speed: 0.25 });
    await expect(synthesize(server, spaced)).resolves.toBeDefined();
    const proxy = net.createServer((socket) => {
      socket.once("data", () => {
        fetch(`${url}/v1/audio/speech`, { method: "POST", body: '{"input":"one","stream":false}' })
          .then((answer) => answer.arrayBuffer())
          .then((audio) => {
            socket.write(
              `HTTP/1.1 200 OK\r\ncontent-type: audio/mpeg\r\ncontent-length: ${audio.byteLength}\r\n\r\n`,
            );
            socket.end(Buffer.from(audio));
          });
      });
    });
    await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
    const { port } = proxy.address() as net.AddressInfo;
    try {
      const seen = await failure(synthesize(client(`http://127.0.0.1:${port}`), spaced));
      expect(seen.message).toContain("parts of the text are missing");
    } finally {
      proxy.close();
    }
  });

  it.each([
    ["http://127.0.0.1:1", "connection refused", "backoff"],
    ["http://no-such-host.invalid", "host name is unknown|name server", undefined],
  ])("to %s says: %s", async (url, text, retry) => {
    const seen = await failure(synthesize(client(url), request()));
    expect(seen.reason).toBe("connect");
    expect(seen.message).toMatch(new RegExp(text));
    if (retry) expect(seen.retry).toBe(retry);
  });

  it("to a server without TLS says so", async () => {
    const { url } = await devServer();
    const seen = await failure(synthesize(client(url.replace("http:", "https:")), request()));
    expect(seen).toMatchObject({ reason: "connect", retry: "no" });
  });

  it("closes the connection of an answer that it gives up", async () => {
    const closed = new Promise<void>((resolve) => {
      const endless = http.createServer((_, response) => {
        response.writeHead(200, { "content-type": "text/html" }).write("<html>");
        response.once("close", () => {
          endless.close();
          resolve();
        });
      });
      endless.listen(0, "127.0.0.1", () => {
        const { port } = endless.address() as net.AddressInfo;
        void failure(synthesize(client(`http://127.0.0.1:${port}`), request()));
      });
    });
    await closed;
  });

  it("ends at once when it is interrupted", async () => {
    const server = client((await devServer({ realTimeFactor: 10 })).url);
    const controller = new AbortController();
    const work = synthesize(server, request(), { signal: controller.signal });
    setTimeout(() => controller.abort(), 50);
    await expect(work).rejects.toBeInstanceOf(Interrupted);
  });
});
