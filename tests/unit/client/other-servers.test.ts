import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import http from "node:http";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { baseUrl } from "../../../speech/api";
import { foreignEnding } from "../../../speech/formats";
import { runAll } from "./all-commands";
import { runHere } from "./in-process";
import { answering } from "./raw-servers";
import { devServer, fixture, temporaryFolder } from "./support";

const speak = (url: string, out: string, ...args: string[]) =>
  runHere("speak", ["One two three.", "-o", out, "--url", url, ...args]);

/** A server that answers each request with JSON, or with the audio of a format. */
function server(status: number, body: unknown, type = "application/json"): Promise<string> {
  return answering((request, response) => {
    request.resume();
    response.writeHead(status, { "content-type": type });
    response.end(Buffer.isBuffer(body) ? body : JSON.stringify(body));
  });
}

describe("the address of the server", () => {
  it.each(["/v1", "/v1/", "/v1/audio/speech", "/"])("may end in %s for every command", async (ending) => {
    const { url } = await devServer();
    for (const { command, exitCode, stderr } of await runAll(`${url}${ending}`)) {
      expect([command, exitCode, stderr.match(/404/)]).toEqual([command, 0, null]);
    }
  });

  it.each(["/tts", "/tts/", "/tts/v1", "/tts/v1/"])("may have the path of an ingress: %s", async (prefix) => {
    const { url } = await devServer();
    const asked: string[] = [];
    const ingress = await answering((request, response) => {
      asked.push(request.url ?? "");
      const target = `${url}${(request.url ?? "").replace(/^\/tts\//, "/")}`;
      const { method, headers } = request;
      request.pipe(
        http.request(target, { method, headers }, (answer) => {
          response.writeHead(answer.statusCode ?? 500, answer.headers);
          answer.pipe(response);
        }),
      );
    });
    expect((await runHere("voices", ["--url", `${ingress}${prefix}`])).exitCode).toBe(0);
    expect((await speak(`${ingress}${prefix}`, path.join(temporaryFolder(), "a.mp3"))).exitCode).toBe(0);
    expect(asked).toEqual(["/tts/v1/audio/voices", "/tts/v1/audio/speech"]);
  });

  it("keeps a path that only looks like it", () => {
    expect(baseUrl("http://host/v10")).toBe("http://host/v10");
    expect(baseUrl("http://v1/")).toBe("http://v1");
  });
});

describe("the ending of a file", () => {
  it.each([
    [
      "a.m4a",
      /ends in \.m4a, which is no audio format of the server; did you mean \.aac\? Name it \.mp3, \.opus/,
    ],
    ["a.mp4", /did you mean \.aac\?/],
    [
      "a.xyz",
      /ends in \.xyz[^?]*; Name it \.mp3, \.opus, \.aac, \.flac, \.wav, \.pcm or \.ogg, or pass --format/,
    ],
    ["a.constructor", /ends in \.constructor/],
  ])("that is no format, %s, is refused before anything is sent", async (name, message) => {
    const sent: string[] = [];
    const { url } = await devServer({ onSpeech: ({ input }) => sent.push(input) });
    const folder = temporaryFolder();
    const { exitCode, stderr } = await speak(url, path.join(folder, name));
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(message);
    expect([sent, readdirSync(folder)]).toEqual([[], []]);
  });

  it("gives way to --format, and a name without one is MP3", async () => {
    const { url } = await devServer();
    const folder = temporaryFolder();
    const [foreign, plain] = [path.join(folder, "a.xyz"), path.join(folder, "plain")];
    expect((await speak(url, foreign, "--format", "wav")).exitCode).toBe(0);
    expect(readFileSync(foreign).toString("latin1", 0, 4)).toBe("RIFF");
    expect((await speak(url, plain)).exitCode).toBe(0);
    expect(existsSync(plain)).toBe(true);
    expect(foreignEnding("a.OGG")).toBeUndefined();
  });

  it("counts for a joined file too", async () => {
    const { url } = await devServer();
    const folder = temporaryFolder();
    writeFileSync(path.join(folder, "items.jsonl"), '{"input":"one"}\n');
    const args = [path.join(folder, "items.jsonl"), "-o", path.join(folder, "out"), "--url", url];
    const { exitCode, stderr } = await runHere("batch", [
      ...args,
      "--concatenate",
      path.join(folder, "all.m4a"),
    ]);
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining("ends in .m4a")]);
  });
});

describe("another server of Kokoro", () => {
  it.each([
    ["names", ["af_heart", "bm_george"]],
    ["objects", [{ id: "af_heart" }, { id: "bm_george", name: "George" }]],
  ])("may list its voices as %s", async (_, voices) => {
    const { exitCode, stdout } = await runHere("voices", ["--url", await server(200, { voices })]);
    expect(exitCode).toBe(0);
    expect(stdout.split("\n")).toEqual([
      expect.stringMatching(/^af_heart +American English, female$/),
      expect.stringMatching(/^bm_george +British English, male$/),
      "",
    ]);
  });

  it.each([[{ voices: ["af_heart", 7] }], [{ voices: [] }], [{ voices: [""] }], [["af_heart"]]])(
    "may not list them as %j",
    async (answer) => {
      const { exitCode, stderr } = await runHere("voices", ["--url", await server(200, answer)]);
      expect([exitCode, stderr]).toEqual([
        1,
        expect.stringContaining("not in the form that this program knows"),
      ]);
    },
  );

  it.each(["audio/ogg", "audio/ogg; codecs=opus", "audio/opus"])("may send Opus as %s", async (type) => {
    const out = path.join(temporaryFolder(), "a.opus");
    const opus = await server(200, fixture("audio/server.opus"), type);
    expect(await speak(opus, out)).toMatchObject({ exitCode: 0 });
    const mp3 = await speak(await server(200, fixture("audio/server.mp3"), "audio/ogg"), `${out}.mp3`);
    expect([mp3.exitCode, mp3.stderr]).toEqual([1, expect.stringContaining("a 200 with audio/ogg")]);
  });

  it.each([
    [
      "no such format",
      422,
      [{ loc: ["body", "response_format"], msg: "not aac" }],
      "has no aac; ask for another",
    ],
    [
      "a mix as one name",
      400,
      { message: "Unknown voice af_bella+af_sky" },
      "mixes no voices; name a single one",
    ],
    ["a part of a mix", 400, { message: "Voice 'af_sky' not found" }, undefined],
    ["a crash", 500, { message: "format af_bella+af_sky" }, undefined],
  ])("is said to lack what it refuses: %s", async (_, status, detail, lack) => {
    const url = await server(status, { detail });
    const out = path.join(temporaryFolder(), "a.aac");
    const { exitCode, stderr } = await speak(url, out, "--voice", "af_bella+af_sky");
    expect(exitCode).toBe(1);
    expect(stderr).toContain(`the server answered ${status}: `);
    if (lack) expect(stderr).toContain(`; this server ${lack}`);
    else expect(stderr).not.toContain("this server");
  });
});

describe("speech that will not be what the user thinks", () => {
  it.each<[string, string[], RegExp | undefined]>([
    [
      "你好世界",
      [],
      /^warning: --voice: "af_heart" speaks another language.*Chinese characters.*zf_xiaobei$/m,
    ],
    ["你好世界", ["--voice", "bf_emma"], /^warning: --voice: "bf_emma" speaks/m],
    ["你好世界", ["--lang", "en-us"], /^warning: --lang: "en-us" speaks/m],
    ["こんにちは", ["--voice", "zf_xiaobei"], /Japanese kana.*jf_alpha/],
    ["नमस्ते", [], /Devanagari/],
    ["你好世界", ["--voice", "zf_xiaobei"], undefined],
    ["日本", ["--voice", "jf_alpha"], undefined],
    ["こんにちは", ["--lang", "ja"], undefined],
    ["你好世界", ["--voice", "alloy"], undefined],
    ["Grüße, naïve café", ["--speed", "2"], undefined],
    [
      "Hello",
      ["--speed", "2.5"],
      /^warning: --speed: 2\.5 is so fast that words are lost.*stay at 2 or below$/m,
    ],
  ])("%s %j is warned of where it is wrong, and spoken all the same", async (text, args, warning) => {
    const { url } = await devServer();
    const out = path.join(temporaryFolder(), "a.mp3");
    const { stderr } = await runHere("speak", [text, "-o", out, "--url", url, "--retries", "0", ...args]);
    if (warning) expect(stderr).toMatch(warning);
    else expect(stderr).not.toContain("warning");
    expect(stderr).not.toContain("nothing was sent");
  });

  it("is warned of by line in a batch", async () => {
    const { url } = await devServer();
    const items = path.join(temporaryFolder(), "items.jsonl");
    writeFileSync(items, '{"input":"one","speed":4}\n{"input":"two"}\n{"input":"你好"}\n');
    const { exitCode, stderr } = await runHere("batch", [items, "-o", `${items}.out`, "--url", url]);
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(/^warning: line 1: speed: 4 .*\nwarning: line 3: voice: "af_heart"/);
  });
});
