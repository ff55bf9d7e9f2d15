import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it, vi } from "vitest";
import { audioSeconds } from "../../../audio";
import { type BatchFlags, batch } from "../../../client/batch/command";
import { hasFfmpeg } from "../../../client/batch/ffmpeg";
import { parseItems } from "../../../client/batch/items";
import { CommandFailure } from "../../../common/exit";
import { InputError } from "../../../common/problem";
import type { SpeechFormat } from "../../../speech/formats";
import { devServer, eventually, kokoro, temporaryFolder } from "./support";

const FLAGS = {
  header: [],
  timeout: "60",
  idleTimeout: "60",
  connectTimeout: "5",
  retries: "2",
  repeats: "1",
  format: "wav",
  concurrency: "3",
  maxItems: "100",
  json: true,
};

interface Setup {
  readonly folder: string;
  readonly items: string;
  readonly out: string;
  readonly sent: string[];
  run(flags?: Partial<BatchFlags>): Promise<unknown>;
}

async function setup(lines: readonly unknown[], realTimeFactor = 0.001): Promise<Setup> {
  const sent: string[] = [];
  const { url } = await devServer({ realTimeFactor, onSpeech: ({ input }) => sent.push(input) });
  const folder = temporaryFolder();
  const items = path.join(folder, "items.jsonl");
  writeFileSync(
    items,
    lines.map((line) => (typeof line === "string" ? line : JSON.stringify(line))).join("\n"),
  );
  const out = path.join(folder, "out");
  vi.spyOn(process.stdout, "write").mockReturnValue(true);
  vi.spyOn(process.stderr, "write").mockReturnValue(true);
  return {
    folder,
    items,
    out,
    sent,
    run: (flags) =>
      batch(items, { ...FLAGS, url, out, ...flags }).then(
        () => undefined,
        (error) => error,
      ),
  };
}

const THREE = [{ input: "one" }, { input: "two two", name: "second" }, { input: "three three three" }];
const length = (file: string, format: SpeechFormat = "wav") => audioSeconds(format, readFileSync(file));

describe("a batch", () => {
  it("leaves an audio file and a result for every item, and nothing else", async () => {
    const { run, out } = await setup(THREE);
    expect(await run()).toBeUndefined();
    expect(readdirSync(out).sort()).toEqual([
      "001.json",
      "001.wav",
      "003.json",
      "003.wav",
      "second.json",
      "second.wav",
    ]);
    const result = JSON.parse(readFileSync(path.join(out, "second.json"), "utf8"));
    expect(result).toMatchObject({ line: 2, status: "done", file: "second.wav", tries: 1 });
    expect(result.audioSeconds).toBeCloseTo(0.8, 2);
  });

  it("does not send again what an earlier run has done", async () => {
    const { run, out, sent } = await setup(THREE);
    await run();
    rmSync(path.join(out, "003.wav"));
    sent.length = 0;
    expect(await run()).toBeUndefined();
    expect(sent).toEqual(["three three three"]);
  });

  it("keeps what succeeds where other items fail, and names the cause in their results", async () => {
    const { run, out } = await setup([{ input: "good" }, { input: "bad", voice: "nobody" }]);
    expect(await run()).toBeInstanceOf(CommandFailure);
    expect(existsSync(path.join(out, "001.wav"))).toBe(true);
    expect(existsSync(path.join(out, "002.wav"))).toBe(false);
    expect(JSON.parse(readFileSync(path.join(out, "002.json"), "utf8"))).toMatchObject({
      status: "failed",
      cause: "status",
    });
  });

  it("tries again after a 503 but not after a 500", async () => {
    const { url } = await devServer({ fault: { kind: "502", times: 2 } });
    const { run, out } = await setup([{ input: "one" }]);
    expect(await run({ url })).toBeUndefined();
    expect(JSON.parse(readFileSync(path.join(out, "001.json"), "utf8")).tries).toBe(3);
    const broken = await devServer({ fault: { kind: "500", times: 1 } });
    const other = await setup([{ input: "one" }]);
    expect(await other.run({ url: broken.url })).toBeInstanceOf(CommandFailure);
  });

  it("names all bad lines of a hundred at once and sends nothing", async () => {
    const lines: unknown[] = Array.from({ length: 100 }, (_, index) => ({ input: `text ${index}` }));
    lines[10] = "{broken";
    lines[50] = { input: "x", speed: 9 };
    lines[99] = { text: "no input" };
    const { run, out, sent } = await setup(lines);
    const error = await run();
    expect(error).toBeInstanceOf(InputError);
    const keys = (error as InputError).problems.map(({ key }) => key.split(":")[0]);
    expect(new Set(keys)).toEqual(new Set(["line 11", "line 51", "line 100"]));
    expect([sent.length, existsSync(out)]).toEqual([0, false]);
    expect(await run({ skipBadLines: true })).toBeInstanceOf(CommandFailure);
    expect(sent.length).toBe(97);
  });

  it.each([
    ["no line at all", [], {}],
    ["more lines than --max-items", THREE, { maxItems: "2" }],
    ["a name that is a path", [{ input: "x", name: "../x" }], {}],
    [
      "two items of one name",
      [
        { input: "x", name: "a" },
        { input: "y", name: "A" },
      ],
      {},
    ],
    ["a blank text", [{ input: "..." }], {}],
    [
      "mixed formats to be joined",
      [{ input: "x" }, { input: "y", response_format: "mp3" }],
      { concatenate: "all.wav" },
    ],
    ["a joined file of another format", [{ input: "x" }], { concatenate: "all.mp3" }],
  ])("refuses %s before anything is sent", async (_, lines, flags) => {
    const { run, sent } = await setup(lines);
    expect(await run(flags)).toBeInstanceOf(InputError);
    expect(sent).toEqual([]);
  });

  it("does not overwrite files of others or results of another batch unless told to", async () => {
    const { run, out, items, sent } = await setup([{ input: "one" }]);
    await run();
    writeFileSync(items, JSON.stringify({ input: "something else" }));
    sent.length = 0;
    expect(await run()).toBeInstanceOf(InputError);
    expect(sent).toEqual([]);
    expect(await run({ overwrite: true })).toBeUndefined();
    expect(sent).toEqual(["something else"]);
    rmSync(path.join(out, "001.json"));
    expect(await run()).toBeInstanceOf(InputError);
  });

  it.each(["wav", "pcm", "mp3", "aac"] as const)(
    "joins its items into one %s as long as all of them",
    async (format) => {
      const { run, out, folder } = await setup(THREE);
      const joined = path.join(folder, `all.${format}`);
      expect(await run({ format, concatenate: joined })).toBeUndefined();
      const parts = ["001", "second", "003"].map((name) =>
        length(path.join(out, `${name}.${format}`), format),
      );
      expect(length(joined, format)).toBeCloseTo(
        parts.reduce((sum, part) => sum + part),
        6,
      );
    },
  );

  it("writes no joined file where an item failed", async () => {
    const { run, folder } = await setup([{ input: "good" }, { input: "bad", voice: "nobody" }]);
    const joined = path.join(folder, "all.wav");
    expect(await run({ concatenate: joined })).toBeInstanceOf(CommandFailure);
    expect(existsSync(joined)).toBe(false);
  });

  it.each(["opus", "flac"] as const)(
    "joins %s with ffmpeg, or says before sending that it is missing",
    async (format) => {
      const { run, folder, sent } = await setup(THREE);
      const joined = path.join(folder, `all.${format}`);
      const error = await run({ format, concatenate: joined });
      if (await hasFfmpeg()) expect(length(joined, format)).toBeCloseTo(2.4, 1);
      else expect([error, sent]).toEqual([expect.any(InputError), []]);
    },
  );

  it.each(["/proc/no/such", "items.jsonl"])("says that it cannot write to %s", async (out) => {
    const { run, folder, sent } = await setup(THREE);
    const error = await run({ out: path.resolve(folder, out) });
    expect(error).toBeInstanceOf(CommandFailure);
    expect((error as Error).message).toContain("cannot write");
    expect(sent).toEqual([]);
  });

  it("leaves no audio without its result, which the next run would take for somebody else's", async () => {
    const { run, out } = await setup([{ input: "one" }]);
    mkdirSync(path.join(out, "001.json"), { recursive: true });
    const error = await run({ overwrite: true });
    expect((error as Error).message).toBe(
      `cannot write ${path.join(out, "001.json")}: it exists and is no regular file`,
    );
    expect(readdirSync(out)).toEqual(["001.json"]);
  });

  it("leaves whole files only on Ctrl-C, and goes on from there", async () => {
    const lines = Array.from({ length: 12 }, (_, index) => ({ input: `text number ${index}` }));
    const { items, out, run, sent } = await setup(lines);
    const slow = await devServer({ realTimeFactor: 0.15 });
    const child = kokoro(["batch", items, "-o", out, "--format", "wav", "--url", slow.url]);
    await eventually(() => existsSync(path.join(out, "002.json")));
    child.kill("SIGINT");
    const { exitCode, stderr } = await child;
    expect(exitCode).toBe(130);
    expect(stderr).toMatch(/\d+ of 12 items are done; the same command goes on/);
    const files = readdirSync(out);
    const done = files.filter((file) => file.endsWith(".wav"));
    expect(files.filter((file) => file.endsWith(".part"))).toEqual([]);
    for (const file of done) expect(length(path.join(out, file))).toBeGreaterThan(1);
    expect(await run()).toBeUndefined();
    expect(sent.length).toBe(12 - done.length);
  });
});

describe("the lines of a batch", () => {
  it("take every field of a request, and the format of the batch where they have none", () => {
    const line = {
      input: "x",
      voice: "af_sky",
      speed: 2,
      lang_code: "b",
      stream: true,
      response_format: "flac",
    };
    const { items, problems } = parseItems(`${JSON.stringify(line)}\n\n{"input":"y"}\n`, { format: "mp3" });
    expect(problems).toEqual([]);
    expect(items[0]?.request).toEqual(line);
    expect(items[1]).toMatchObject({
      line: 3,
      name: "002",
      request: { input: "y", response_format: "mp3", stream: false },
    });
  });

  it.each([
    '{"input":"x","constructor":1}',
    '{"input":"x","__proto__":{"speed":1}}',
    '{"input":"x","toString":null,"hasOwnProperty":1}',
    '{"input":"x","severity":"error","rule":"r","fix":"f"}',
    '{"severity":"error","rule":"r","fix":"f"}',
  ])("are told that no request has such a field: %s", (line) => {
    const { items, problems } = parseItems(line, { format: "mp3" });
    expect(items).toEqual([]);
    const unknown = problems.filter(({ rule }) => rule === "is no field of a request");
    const given = Object.keys(JSON.parse(line)).filter((field) => field !== "input");
    expect(unknown.map(({ key }) => key)).toEqual(given.map((field) => `line 1: ${field}`));
  });

  it("have the same key for the same request, whatever the order of its fields", () => {
    const key = (text: string) => parseItems(text, { format: "mp3" }).items[0]?.key;
    expect(key('{"input":"x","speed":2}')).toBe(key('{"speed":2,"input":"x"}'));
    expect(key('{"input":"x","speed":2}')).not.toBe(key('{"input":"x","speed":3}'));
  });
});
