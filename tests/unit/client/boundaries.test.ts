import { existsSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { execa } from "execa";
import { describe, expect, it } from "vitest";
import { runHere } from "./in-process";
import { answering } from "./raw-servers";
import { devServer, eventually, kokoro, temporaryFolder } from "./support";

describe("Ctrl-C", () => {
  it("ends `kokoro voices` with 130 and prints nothing", async () => {
    let isAsked = false;
    const url = await answering(() => (isAsked = true));
    const child = kokoro(["voices", "--url", url]);
    await eventually(() => isAsked);
    child.kill("SIGINT");
    const { exitCode, stdout, stderr } = await child;
    expect([exitCode, stdout, stderr]).toEqual([130, "", "error: interrupted"]);
  });

  it("ends `kokoro smoke` with 130 and the checks so far", async () => {
    let isAsked = false;
    const { url } = await devServer({ realTimeFactor: 5, onSpeech: () => (isAsked = true) });
    const child = kokoro(["smoke", "--url", url]);
    await eventually(() => isAsked);
    child.kill("SIGINT");
    const { exitCode, stdout, stderr } = await child;
    expect([exitCode, stderr]).toEqual([130, "error: interrupted"]);
    expect(stdout).toMatch(/^ok 1 - story 1: the server is healthy$[\s\S]*^Bail out! interrupted/m);
  });
});

describe("output that cannot be written", () => {
  it.each([
    ["speak", ["Hello.", "-o"]],
    ["load", ["--report"]],
    ["load", ["--csv"]],
    ["batch", ["items.jsonl", "-o", "audio", "--format", "wav", "--concatenate"]],
  ] as const)("is told before `kokoro %s` sends anything", async (command, [...args]) => {
    const sent: string[] = [];
    const { url } = await devServer({ onSpeech: ({ input }) => sent.push(input) });
    const folder = temporaryFolder();
    writeFileSync(path.join(folder, "items.jsonl"), '{"input": "one"}\n');
    const inFolder = args.map((arg) => (/^(items|audio)/.test(arg) ? path.join(folder, arg) : arg));
    const file = path.join(folder, "no-such-folder", "output.wav");
    const { exitCode, stderr } = await runHere(command, [...inFolder, file, "--url", url]);
    expect([exitCode, stderr]).toEqual([
      1,
      `error: cannot write ${file}: its folder does not exist or takes no new entries\n`,
    ]);
    expect(sent).toEqual([]);
  });
});

describe("input that cannot be sent", () => {
  const megabyte = "a".repeat(1_000_000);

  it("is a text of 1 MB, unless it is allowed", async () => {
    const sent: string[] = [];
    const { url } = await devServer({ onSpeech: ({ input }) => sent.push(input) });
    const folder = temporaryFolder();
    const [text, items] = [path.join(folder, "text.txt"), path.join(folder, "items.jsonl")];
    writeFileSync(text, megabyte);
    writeFileSync(items, `${JSON.stringify({ input: megabyte })}\n`);
    const speak = ["--file", text, "-o", path.join(folder, "a.mp3"), "--url", url];
    for (const [command, args] of [
      ["speak", speak],
      ["batch", [items, "-o", path.join(folder, "out"), "--url", url]],
    ] as const) {
      const { exitCode, stderr } = await runHere(command, args);
      expect([command, exitCode]).toEqual([command, 2]);
      expect(stderr).toContain("has 1000000 characters, more than 100000");
      expect(stderr.length).toBeLessThan(500);
    }
    expect([sent, readdirSync(folder).sort()]).toEqual([[], ["items.jsonl", "text.txt"]]);
    expect((await runHere("speak", [...speak, "--max-characters", "1000000"])).exitCode).toBe(0);
    expect(sent).toEqual([megabyte]);
  });

  it("is text that is not UTF-8, in a file or from a pipe", async () => {
    const folder = temporaryFolder();
    const latin1 = Buffer.from('{"input": "Gr\xfc\xdfe"}\n', "latin1");
    const items = path.join(folder, "items.jsonl");
    writeFileSync(items, latin1);
    const out = path.join(folder, "out");
    const nowhere = ["--url", "http://127.0.0.1:1"];
    for (const [command, ...args] of [
      ["batch", items, "-o", out],
      ["speak", "--file", items, "-o", out],
    ] as const) {
      const { exitCode, stderr } = await runHere(command, [...args, ...nowhere]);
      expect([command, exitCode]).toEqual([command, 2]);
      expect(stderr).toContain("is not valid UTF-8; save the text as UTF-8");
    }
    const cli = path.join(__dirname, "../../../dist/cli/kokoro.js");
    const piped = execa(process.execPath, [cli, "speak", "-", "-o", out, ...nowhere], {
      input: latin1,
      reject: false,
    });
    const { exitCode, stderr } = await piped;
    expect(exitCode).toBe(2);
    expect(stderr).toBe("error: TEXT from stdin: is not valid UTF-8; save the text as UTF-8");
    expect(existsSync(out)).toBe(false);
  });
});
