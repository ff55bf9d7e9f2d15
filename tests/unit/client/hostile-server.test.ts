import { lstatSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import type http from "node:http";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { SpeechFailure } from "../../../client/failure";
import { getJson } from "../../../client/json-request";
import { OutputFile, withOutputFile } from "../../../client/output-file";
import { synthesize } from "../../../client/speech";
import { type Command, runAll } from "./all-commands";
import { runHere } from "./in-process";
import { answering } from "./raw-servers";
import { client, request, temporaryFolder } from "./support";

/** Clears a terminal, sets its title, both in 7 and in 8 bits, and turns a line around. */
const ESCAPES = "\u001b[2J\u001b]0;owned\u0007\u009b2J\u202e\r\n";
const OBEYED = /(?!\n)[\p{Cc}\u202a-\u202e\u2066-\u2069]/u;

type Answer = (response: http.ServerResponse) => void;

const json =
  (status: number, body: unknown, headers: Record<string, string> = {}): Answer =>
  (response) =>
    response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));

function everywhere(answer: Answer): Promise<string> {
  return answering((asked, response) => {
    asked.resume();
    answer(response);
  });
}

const named = (name: string) => ({ id: `af_${name}`, name });

describe("escapes of a terminal", () => {
  it.each<[string, Answer]>([
    ["the message of an error", json(400, { detail: { message: ESCAPES } })],
    ["a field of an error", json(422, { detail: [{ loc: ["body", ESCAPES], msg: ESCAPES }] })],
    ["an error that is no JSON", (response) => response.writeHead(502).end(ESCAPES)],
    [
      "a content type",
      (response) => response.writeHead(200, { "content-type": "a/\u009b2J" }).end(JSON.stringify(ESCAPES)),
    ],
    ["a list of voices, and what /health says", json(200, { voices: [named(ESCAPES)], status: ESCAPES })],
  ])("in %s reach it from no command", async (_, answer) => {
    const url = await everywhere(answer);
    for (const { command, stdout, stderr } of await runAll(url)) {
      expect([command, stdout.match(OBEYED)]).toEqual([command, null]);
      expect([command, stderr.match(OBEYED)]).toEqual([command, null]);
      expect(stdout + stderr, command).not.toBe("");
    }
    for (const format of ["tap", "junit"]) {
      expect((await runHere("smoke", ["--url", url, "--format", format])).stdout).not.toMatch(OBEYED);
    }
    expect((await runHere("load", ["--url", url, "--requests", "2", "--words", "3"])).stdout).not.toMatch(
      OBEYED,
    );
  });

  it("in the name of a voice stay what they are in JSON", async () => {
    const url = await everywhere(json(200, { voices: [named(ESCAPES)] }));
    const { stdout } = await runHere("voices", ["--url", url, "--json"]);
    expect(stdout).not.toMatch(OBEYED);
    expect(JSON.parse(stdout)).toEqual([named(ESCAPES)]);
  });

  it("in a line of a batch reach it neither", async () => {
    const items = path.join(temporaryFolder(), "items.jsonl");
    writeFileSync(items, `{"input":"x","\u009b2J":1}\n\u009b2J\u202e\n{"input":"x","voice":"\u009b"}\n`);
    const { stderr } = await runHere("batch", [items, "-o", path.join(items, "..", "out")]);
    expect(stderr).toMatch(/^line 1: \\x9b2J: is no field/);
    expect(stderr).not.toMatch(OBEYED);
  });
});

/** Sends until the caller goes away, or for much more than any limit. @returns how much went out */
function endless(status: number, piece: string): { answer: Answer; sent: () => number } {
  let sent = 0;
  const answer: Answer = (response) => {
    response.writeHead(status, { "content-type": "application/json" }).write("[");
    const block = Buffer.from(piece.repeat(2 ** 16 / piece.length));
    const more = () => {
      while (!response.destroyed && sent < 200e6) {
        sent += block.length;
        if (!response.write(block)) return;
      }
      response.end();
    };
    response.on("drain", more);
    more();
  };
  return { answer, sent: () => sent };
}

describe("a body without end", () => {
  it.each<[string, number, RegExp, Command[]]>([
    ["a list of voices", 200, /\/v1\/audio\/voices answered with more than 8 MiB/, ["voices"]],
    [
      "an error",
      400,
      /^(error: |line 1: failed: )?the server answered 400: \[0,0,0/m,
      ["voices", "speak", "batch"],
    ],
  ])("of %s is given up at its limit", async (_, status, message, commands) => {
    const { answer, sent } = endless(status, "0,");
    const url = await everywhere(answer);
    for (const { exitCode, stderr } of await runAll(url, { commands })) {
      expect(exitCode).toBe(1);
      expect(stderr).toMatch(message);
      expect(stderr.length).toBeLessThan(3000);
    }
    expect(sent()).toBeLessThan(60e6);
  });

  it("of /health or Prometheus is given up too", async () => {
    const { answer, sent } = endless(200, "0,");
    const url = await everywhere(answer);
    const work = getJson(client(url), "/health");
    await expect(work).rejects.toThrow(SpeechFailure);
    expect(sent()).toBeLessThan(20e6);
  });
});

describe("audio that is none", () => {
  it.each([
    ["flac", Buffer.from("fLaC\0\0\0\0"), "a FLAC header that is cut"],
    ["flac", Buffer.from(`fLaC\x80\0\0\x22${"\0".repeat(34)}`, "latin1"), "a sample rate of 0"],
    ["mp3", Buffer.from("ID3\x04\0\0\x7f\x7f\x7f\x7f\0\0", "latin1"), "an ID3 tag of 268435465 bytes"],
  ] as const)("fails one item of a batch and not all (%s)", async (format, body, message) => {
    const folder = temporaryFolder();
    const items = path.join(folder, "items.jsonl");
    writeFileSync(items, '{"input":"one"}\n{"input":"two"}\n');
    const url = await everywhere((response) =>
      response.writeHead(200, { "content-type": format === "mp3" ? "audio/mpeg" : "audio/flac" }).end(body),
    );
    const args = [items, "-o", path.join(folder, "out"), "--format", format, "--url", url];
    const { exitCode, stderr } = await runHere("batch", args);
    expect(exitCode).toBe(1);
    expect(stderr).toContain(`line 1: failed: the answer is not the audio that was asked for`);
    expect(stderr).toContain(message);
    expect(stderr).toContain("2 of the items failed");
    await expect(synthesize(client(url), request({ response_format: format }))).rejects.toThrow(message);
  });
});

describe("a file that is being written", () => {
  it("has a name of its own each time, and follows no link that lies there", async () => {
    const folder = temporaryFolder();
    const [file, victim] = [path.join(folder, "a.wav"), path.join(folder, "victim")];
    const names = new Set([new OutputFile(file), new OutputFile(file)].map(({ temporary }) => temporary));
    expect(names.size).toBe(2);
    writeFileSync(victim, "precious");
    symlinkSync(victim, path.join(folder, `.a.wav.${process.pid}.part`));
    const output = new OutputFile(file);
    symlinkSync(victim, output.temporary);
    expect(() => output.restart()).toThrow(`cannot write ${file}: a file of that name exists`);
    output.discard();
    expect(lstatSync(output.temporary).isSymbolicLink()).toBe(true);
    await withOutputFile(file, (sink) => {
      sink.restart();
      sink.write(Buffer.from("first"));
      sink.restart();
      sink.write(Buffer.from("2nd"));
    });
    expect(readFileSync(victim, "utf8")).toBe("precious");
    expect(readFileSync(file, "utf8")).toBe("2nd");
    expect(readdirSync(folder)).toHaveLength(4);
  });

  it("is no link that was there before", async () => {
    const folder = temporaryFolder();
    const [file, victim] = [path.join(folder, "a.wav"), path.join(folder, "victim")];
    writeFileSync(victim, "precious");
    symlinkSync(victim, file);
    await withOutputFile(file, (sink) => {
      sink.restart();
      sink.write(Buffer.from("audio"));
    });
    expect([readFileSync(victim, "utf8"), readFileSync(file, "utf8")]).toEqual(["precious", "audio"]);
  });
});
