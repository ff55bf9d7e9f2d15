import { describe, expect, it, onTestFinished } from "vitest";
import { renderedObject } from "../support/rendered";
import { runScript } from "./in-cluster/python";
import { goodAnswer, type Handler, standIn, tone, wav } from "./in-cluster/stand-in";

interface RenderedCronJob {
  spec: {
    jobTemplate: {
      spec: {
        template: { spec: { containers: { command: string[]; env: { name: string; value: string }[] }[] } };
      };
    };
  };
}

const config = { smoke: true } as const;
const script =
  renderedObject<{ data: Record<string, string> }>(config, "configmap-smoke.yaml").data["smoke.py"] ?? "";
const [container] = renderedObject<RenderedCronJob>(config, "cronjob-smoke.yaml").spec.jobTemplate.spec
  .template.spec.containers;

async function smoke(handler: Handler, env: Record<string, string> = {}) {
  const server = await standIn(handler);
  onTestFinished(() => server.close());
  const rendered = Object.fromEntries((container?.env ?? []).map(({ name, value }) => [name, value]));
  const result = await runScript(script, { ...rendered, SMOKE_URL: server.url, ...env });
  return { ...result, seen: server.seen };
}

/** Spoils the streamed answer alone: the other one stays good. */
function streamed(spoil: Handler): Handler {
  return (speech, response, raw) =>
    speech.stream ? spoil(speech, response, raw) : goodAnswer(speech, response);
}

function complete(spoil: Handler): Handler {
  return (speech, response, raw) =>
    speech.stream ? goodAnswer(speech, response) : spoil(speech, response, raw);
}

const noise = () => Math.round((Math.random() - 0.5) * 20_000);

/** Four seconds of 16-bit samples. */
function samples(value: (at: number) => number): Buffer {
  const buffer = Buffer.alloc(4 * 24_000 * 2);
  for (let at = 0; at * 2 < buffer.length; at++) buffer.writeInt16LE(value(at), at * 2);
  return buffer;
}

describe("the synthetic check, run as its container does", () => {
  it("passes on good audio and says how much and how fast", async () => {
    const paths: string[] = [];
    const { exitCode, stdout, stderr, seen } = await smoke((speech, response, { method, path, type }) => {
      paths.push(`${method} ${path} ${type}`);
      goodAnswer(speech, response);
    });
    expect(stdout.replace(/after \d+\.\d+ s/g, "after N s").split("\n")).toEqual([
      "ok - streamed speech: 4.00 s of audio, first byte after N s",
      "ok - complete speech: 4.00 s of audio, first byte after N s",
    ]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(paths).toEqual(Array(2).fill("POST /v1/audio/speech application/json"));
    expect(seen.map(({ stream, response_format }) => ({ stream, response_format }))).toEqual([
      { stream: true, response_format: "pcm" },
      { stream: false, response_format: "wav" },
    ]);
  });

  it.each<[string, Handler, string]>([
    [
      "status 200 with 0 bytes",
      streamed((_, response) => response.writeHead(200).end()),
      "not one byte of audio",
    ],
    [
      "status 500",
      streamed((_, response) => response.writeHead(500).end("no voice")),
      "status 500, not 200: no voice",
    ],
    [
      "a stream that ends too early, as if all were well",
      streamed((_, response) => response.writeHead(200).end(tone(1))),
      "1.00 s of audio are too short",
    ],
    [
      "a stream that is cut",
      streamed((_, response) => {
        response.writeHead(200);
        response.write(tone(4), () => response.destroy());
      }),
      "cut",
    ],
    ["silence", streamed((_, response) => response.writeHead(200).end(tone(4, 0))), "4.00 s of silence"],
    [
      "a constant level",
      streamed((_, response) => response.writeHead(200).end(samples(() => -32768))),
      "4.00 s at a constant level",
    ],
    ["noise", streamed((_, response) => response.writeHead(200).end(samples(noise))), "4.00 s of noise"],
    [
      "a click in silence, in the WAV",
      complete((_, response) => response.writeHead(200).end(wav(samples((at) => (at < 400 ? noise() : 0))))),
      "no speech: 4.00 s, of which 99 % are silence",
    ],
    [
      "half a sample",
      streamed((_, response) => response.writeHead(200).end(Buffer.concat([tone(4), Buffer.alloc(1)]))),
      "in the middle of a sample",
    ],
    [
      "a WAV that holds less than it states",
      complete((_, response) => response.writeHead(200).end(wav(tone(3), tone(4).length))),
      "the WAV is cut: 144000 bytes of 192000 came",
    ],
    [
      "an answer shorter than its Content-Length",
      complete((_, response) => {
        const audio = wav(tone(4));
        response.writeHead(200, { "Content-Length": audio.length });
        response.write(audio.subarray(0, 150_000), () => response.destroy());
      }),
      "cut",
    ],
    [
      "an error page with status 200",
      complete((_, response) => response.writeHead(200).end("<html>no healthy upstream</html>")),
      "no WAV file",
    ],
  ])("fails on %s", async (_, handler, message) => {
    const { exitCode, stdout, stderr } = await smoke(handler);
    expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: "" });
    expect(stdout.split("\n").filter((line) => line.startsWith("not ok"))).toEqual([
      expect.stringContaining(message),
    ]);
    expect(stdout.split("\n").filter((line) => line.startsWith("ok"))).toHaveLength(1);
  });

  it("fails on a first byte that comes too late", async () => {
    const late = streamed((speech, response) => setTimeout(() => goodAnswer(speech, response), 1500));
    const { exitCode, stdout } = await smoke(late, { SMOKE_FIRST_BYTE_SECONDS: "1" });
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/not ok - streamed speech: the first audio came after 1\.\d+ s, limit 1 s/);
  });

  it("gives up on a stream that stands still", async () => {
    const still = streamed((_, response) => response.writeHead(200).write(tone(1)));
    const { exitCode, stdout } = await smoke(still, { SMOKE_TIMEOUT_SECONDS: "1" });
    expect(exitCode).toBe(1);
    expect(stdout).toContain("not ok - streamed speech: no byte came within 1 s");
  });

  it("gives up on a stream that drips for ever", async () => {
    const dripping = streamed((_, response) => {
      response.writeHead(200);
      const timer = setInterval(() => response.write(Buffer.alloc(2)), 200);
      response.on("close", () => clearInterval(timer));
    });
    const { exitCode, stdout } = await smoke(dripping, { SMOKE_TIMEOUT_SECONDS: "1" });
    expect(exitCode).toBe(1);
    expect(stdout).toContain("not ok - streamed speech: the answer took longer than 1 s");
  });

  it("names a server that is not there", async () => {
    const { exitCode, stdout, stderr } = await smoke(goodAnswer, { SMOKE_URL: "http://127.0.0.1:9" });
    expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: "" });
    expect(stdout).toContain("not ok - streamed speech: no answer: ConnectionRefusedError");
  });
});
