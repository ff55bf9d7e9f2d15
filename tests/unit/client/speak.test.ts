import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { execa } from "execa";
import { describe, expect, it, vi } from "vitest";
import { type SpeakFlags, speak } from "../../../client/speak/command";
import { CommandFailure } from "../../../common/exit";
import { InputError } from "../../../common/problem";
import { devServer, eventually, kokoro, temporaryFolder } from "./support";

const FLAGS = {
  timeout: "30",
  idleTimeout: "30",
  connectTimeout: "5",
  retries: "1",
  repeats: "2",
  json: true,
};

async function run(text: string | undefined, flags: Partial<SpeakFlags> & { url: string; out: string }) {
  const printed: string[] = [];
  vi.spyOn(process.stderr, "write").mockReturnValue(true);
  const write = vi
    .spyOn(process.stdout, "write")
    .mockImplementation((piece) => printed.push(String(piece)) > 0);
  const error = await speak(text, { ...FLAGS, ...flags }).then(
    () => undefined,
    (reason) => reason,
  );
  write.mockRestore();
  return { error, printed: printed.join("") };
}

describe("speak", () => {
  it("sends what the options say and prints the measures", async () => {
    const sent: unknown[] = [];
    const { url } = await devServer({ onSpeech: (request) => sent.push(request) });
    const out = path.join(temporaryFolder(), "a.ogg");
    const { error, printed } = await run("Hello there", {
      url,
      out,
      voice: "bf_emma",
      speed: "2",
      lang: "b",
      stream: true,
    });
    expect(error).toBeUndefined();
    expect(sent).toEqual([
      { input: "Hello there", voice: "bf_emma", speed: 2, language: "b", format: "opus", stream: true },
    ]);
    expect(JSON.parse(printed)).toMatchObject({ file: out, format: "opus", audioSeconds: 0.4, tries: 1 });
    expect(readFileSync(out).subarray(0, 4).toString()).toBe("OggS");
  });

  it("streams long texts unless it is told not to", async () => {
    const sent: boolean[] = [];
    const { url } = await devServer({ onSpeech: ({ stream }) => sent.push(stream) });
    const out = path.join(temporaryFolder(), "a.mp3");
    const long = "word ".repeat(80);
    await run("short", { url, out });
    await run(long, { url, out });
    await run(long, { url, out, stream: false });
    expect(sent).toEqual([false, true, false]);
  });

  it.each(["truncate", "short", "stall"] as const)(
    "repeats an answer that meets %s, and the file is whole",
    async (kind) => {
      const { url } = await devServer({ fault: { kind, times: 2 } });
      const out = path.join(temporaryFolder(), "a.wav");
      const idleTimeout = kind === "stall" ? "0.2" : "30";
      const format = kind === "short" ? "mp3" : "wav";
      const { error, printed } = await run("One two three", {
        url,
        out: out.replace("wav", format),
        stream: true,
        idleTimeout,
      });
      expect(error).toBeUndefined();
      expect(JSON.parse(printed)).toMatchObject({ tries: 3 });
    },
  );

  it.each(["truncate", "empty", "html", "type", "garbage", "500", "short"] as const)(
    "leaves no file, and an older one as it was, after %s",
    async (kind) => {
      const { url } = await devServer({ fault: { kind, times: 99 } });
      const folder = temporaryFolder();
      const out = path.join(folder, "a.mp3");
      const { error } = await run("One two three", { url, out });
      expect(error).toBeInstanceOf(CommandFailure);
      expect(readdirSync(folder)).toEqual([]);
      writeFileSync(out, "older");
      await run("One two three", { url, out });
      expect([readdirSync(folder), readFileSync(out, "utf8")]).toEqual([["a.mp3"], "older"]);
    },
  );

  it("names everything that is wrong at once and sends nothing", async () => {
    const { error } = await run(" ... ", {
      url: "ftp://x",
      out: "a.mp3",
      voice: "",
      speed: "9",
      lang: "xx",
      format: "midi",
      timeout: "soon",
      retries: "-1",
      header: ["secret value"],
    });
    const keys = (error as InputError).problems.map(({ key }) => key);
    for (const key of [
      "--url",
      "TEXT",
      "--voice",
      "--speed",
      "--lang",
      "--format",
      "--timeout",
      "--retries",
      "--header",
    ]) {
      expect(keys).toContain(key);
    }
    expect((error as InputError).message).not.toContain("secret");
  });

  it.each([
    ["no text", undefined, {}],
    ["two texts", "x", { file: "y" }],
    ["a megabyte of text", "word ".repeat(200_000), {}],
    ["a file that does not exist", undefined, { file: "/no/such/file" }],
    ["a format that is not that of the file", "x", { format: "wav" }],
  ])("refuses %s", async (_, text, flags) => {
    expect((await run(text, { url: "http://127.0.0.1:1", out: "a.mp3", ...flags })).error).toBeInstanceOf(
      InputError,
    );
  });

  it("refuses a text that is not UTF-8", async () => {
    const file = path.join(temporaryFolder(), "latin1.txt");
    writeFileSync(file, Buffer.from([0x47, 0x72, 0xfc, 0xdf, 0x65]));
    const { error } = await run(undefined, { url: "http://127.0.0.1:1", out: "a.mp3", file });
    expect((error as Error).message).toContain("is not valid UTF-8");
  });

  it("does not put a file in the place of a device", async () => {
    const { url } = await devServer();
    const { error } = await run("x", { url, out: "/dev/null" });
    expect((error as Error).message).toContain("cannot write /dev/null");
  });
});

describe("kokoro speak", () => {
  it("ends with 130 on Ctrl-C and leaves nothing", async () => {
    let isAsked = false;
    const { url } = await devServer({ realTimeFactor: 5, onSpeech: () => (isAsked = true) });
    const folder = temporaryFolder();
    const child = kokoro(["speak", "One two three", "-o", "a.mp3", "--stream", "--url", url], {
      cwd: folder,
    });
    await eventually(() => isAsked);
    child.kill("SIGINT");
    const { exitCode, stderr } = await child;
    expect([exitCode, stderr]).toEqual([130, "error: interrupted"]);
    expect(readdirSync(folder)).toEqual([]);
  });

  it("says that the disk takes no more, and leaves nothing", async () => {
    const { url } = await devServer();
    const folder = temporaryFolder();
    const cli = path.join(__dirname, "../../../dist/cli/kokoro.js");
    const script =
      'ulimit -f 8; exec "$0" "$1" speak "a text of some length that is a big file" -o a.wav --url "$2"';
    const child = await execa("sh", ["-c", script, process.execPath, cli, url], {
      cwd: folder,
      reject: false,
    });
    expect([child.exitCode, child.stderr]).toEqual([
      1,
      "error: cannot write a.wav: the file would be too large",
    ]);
    expect(existsSync(path.join(folder, "a.wav")) || readdirSync(folder).length > 0).toBe(false);
  });

  it("takes the server from KOKORO_URL, and exits 2 without a stack trace on bad input", async () => {
    const child = await kokoro(["voices"], { env: { KOKORO_URL: "nonsense" } });
    expect(child.exitCode).toBe(2);
    expect(child.stderr).toBe(
      'error: --url: "nonsense" must be an http:// or https:// address; write the server\'s address, such as http://localhost:8880',
    );
  });
});
