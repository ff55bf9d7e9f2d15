import path from "node:path";
import { describe, expect, it } from "vitest";
import { mostBytes, pauseSeconds } from "../../../client/most-bytes";
import { synthesize } from "../../../client/speech";
import { runHere } from "./in-process";
import { answering } from "./raw-servers";
import { client, request, temporaryFolder } from "./support";

const SILENCE = Buffer.alloc(4 * 24_000 * 2);

const silent = () =>
  answering((asked, response) => {
    asked.resume();
    response.writeHead(200, { "content-type": "audio/pcm" }).end(SILENCE);
  });

describe("an answer of silence", () => {
  it("fails to be spoken, and says where to look", async () => {
    const out = path.join(temporaryFolder(), "a.pcm");
    const { exitCode, stderr } = await runHere("speak", ["Two words.", "-o", out, "--url", await silent()]);
    expect([exitCode, stderr]).toEqual([
      1,
      expect.stringContaining("the audio is no speech: 4.00 s of silence; look at the server's model"),
    ]);
  });

  it.each([{ input: "A pause of [pause:4s] it." }, { ssml: true }, { volume_multiplier: 0.001 }])(
    "is taken where it was asked for: %j",
    async (fields) => {
      const asked = { ...request({ input: "Hello there." }), response_format: "pcm", ...fields } as const;
      expect((await synthesize(client(await silent()), asked)).audioSeconds).toBe(4);
    },
  );
});

describe("an answer that never ends", () => {
  it("is given up at more bytes than the text can have", async () => {
    const piece = Buffer.alloc(2 ** 20, "\u0001\u0010");
    const url = await answering((asked, response) => {
      asked.resume();
      response.writeHead(200, { "content-type": "audio/pcm" });
      const pour = () => {
        while (!response.destroyed && response.write(piece));
      };
      response.on("drain", pour);
      pour();
    });
    const endless = synthesize(client(url), { ...request({ input: "Hi." }), response_format: "pcm" });
    await expect(endless).rejects.toThrow(/^the audio does not end: 58\d{6} bytes came for 3 characters$/);
  });

  it("has room for the pauses and the speed that were asked for", () => {
    const plain = request({ input: "Hello." });
    expect(pauseSeconds('a [pause:2.5s] b <break time="500ms"/> c, 3 more')).toBe(3);
    expect(mostBytes({ ...plain, speed: 0.25 })).toBeGreaterThan(mostBytes(plain));
    // An hour of speech, 48 kB/s, in 13,000 words.
    expect(mostBytes({ ...plain, input: "five, ".repeat(13_000) })).toBeGreaterThan(3600 * 48_000);
  });
});
