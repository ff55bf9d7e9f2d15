import { readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type Handler, type SpeechRequest, tone } from "./in-cluster/stand-in";
import { good, THREE, volume } from "./in-cluster/volume";

function failing(wrong: (request: SpeechRequest, times: number) => Handler | undefined): Handler {
  const times = new Map<string, number>();
  return (request, response, raw) => {
    const count = (times.get(request.input) ?? 0) + 1;
    times.set(request.input, count);
    (wrong(request, count) ?? good)(request, response, raw);
  };
}

describe("the batch Job's script, run as its container does", () => {
  it("speaks every item and keeps audio and result of each", async () => {
    const { run, files, folder, result } = volume();
    const { exitCode, stdout, stderr, seen } = await run(good);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(stdout.split("\n").at(-1)).toBe("3 of 3 items are done");
    expect(files()).toEqual(["002.json", "002.pcm", "003.json", "003.mp3", "first.json", "first.mp3"]);
    expect(readFileSync(join(folder, "002.pcm")).equals(tone(2))).toBe(true);
    expect(result("first")).toMatchObject({ status: "done", bytes: tone(2).length, tries: 1 });
    expect(seen.map(({ input }) => input)).toEqual(THREE.map(({ input }) => input));
    expect(seen[0]).toEqual({
      model: "kokoro",
      input: "One.",
      voice: "af_bella",
      response_format: "mp3",
      stream: true,
    });
  });

  it("asks only for what is not done, when it runs again", async () => {
    const { run, folder } = volume();
    await run(good);
    truncateSync(join(folder, "first.mp3"), 10);
    rmSync(join(folder, "002.json"));
    const { exitCode, stdout, seen } = await run(good);
    expect(exitCode).toBe(0);
    expect(seen.map(({ input }) => input)).toEqual([THREE[0]?.input, THREE[1]?.input]);
    expect(stdout).toContain("done before - 003");
  });

  it.each<[string, Handler]>([
    ["503", (_, response) => response.writeHead(503).end()],
    ["200 with 0 bytes", (_, response) => response.writeHead(200).end()],
    ["200 with a few bytes", (_, response) => response.writeHead(200).end(Buffer.alloc(44))],
    ["a cut connection", (_, response) => response.writeHead(200).write(tone(1), () => response.destroy())],
  ])("tries again after %s", async (_, wrong) => {
    const { run, result } = volume();
    const { exitCode, seen } = await run(
      failing(({ input }, times) => (input === "One." && times < 3 ? wrong : undefined)),
    );
    expect(exitCode).toBe(0);
    expect(seen).toHaveLength(5);
    expect(result("first")).toMatchObject({ status: "done", tries: 3 });
  });

  it("does not repeat what can never succeed, and does the others", async () => {
    const { run, files, result } = volume();
    const unknownVoice: Handler = (_, response) => response.writeHead(400).end("unknown voice");
    const { exitCode, stdout, seen } = await run(
      failing(({ input }) => (input === "One." ? unknownVoice : undefined)),
    );
    expect(exitCode).toBe(1);
    expect(seen).toHaveLength(3);
    expect(files()).not.toContain("first.mp3");
    expect(result("first")).toMatchObject({
      status: "failed",
      message: "status 400, not 200: unknown voice",
    });
    expect(stdout).toContain("2 of 3 items are done");
  });

  it("gives up after its retries", async () => {
    const { run } = volume([{ input: "One." }]);
    const { exitCode, seen } = await run((_, response) => response.writeHead(503).end(), {
      BATCH_RETRIES: "2",
    });
    expect(exitCode).toBe(1);
    expect(seen).toHaveLength(3);
  });

  it("has as many requests under way as allowed", async () => {
    const { run } = volume(Array.from({ length: 6 }, (_, index) => ({ input: `Item ${index}.` })));
    let now = 0;
    let most = 0;
    const slow: Handler = (request, response, raw) => {
      now += 1;
      most = Math.max(most, now);
      setTimeout(() => {
        now -= 1;
        good(request, response, raw);
      }, 150);
    };
    expect((await run(slow, { BATCH_CONCURRENCY: "3" })).exitCode).toBe(0);
    expect(most).toBe(3);
  });

  it("names every wrong line of a file and sends nothing", async () => {
    const { run, itemsFile, files } = volume();
    const lines = [
      '{"input": "fine", "name": "a"}',
      "{no json",
      '{"input": "  ", "speed": 5}',
      '{"input": "x", "name": "../up", "colour": 1}',
      '{"input": "x", "name": "a", "response_format": "ogg"}',
      "[]",
    ];
    writeFileSync(itemsFile, `${lines.join("\n")}\n`);
    const { exitCode, stdout, seen } = await run(good);
    expect(exitCode).toBe(2);
    expect(seen).toEqual([]);
    expect(files()).toEqual([]);
    expect(stdout.split("\n")).toEqual([
      expect.stringMatching(/^error: line 2 is no JSON: /),
      "error: line 3 needs input, a text that is not blank",
      "error: line 3 needs a speed from 0.25 to 4",
      "error: line 4 has the unknown key colour",
      "error: line 4 has a name that is no file name: '../up'",
      "error: line 5 has the name of another item: a",
      "error: line 5 needs a response_format out of mp3, opus, aac, flac, wav, pcm",
      "error: line 6 is no JSON object",
    ]);
  });

  it("says so when the volume cannot be written", async () => {
    const { run } = volume([{ input: "One." }]);
    const { exitCode, stdout, stderr } = await run(good, { BATCH_FOLDER: "/nowhere" });
    expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: "" });
    expect(stdout).toContain("failed - 001: [Errno 2]");
  });
});
