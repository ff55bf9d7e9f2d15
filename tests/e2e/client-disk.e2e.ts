import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { audioSeconds } from "../../audio";
import { type DevServer, startDevServer } from "../../dev-server/server";
import { remove, temporaryFolder } from "../support/temporary";
import { PROJECT } from "./toolchain/locate";
import { runNode } from "./toolchain/run";
import { mountTmpfs, remount, unmount } from "./writer/harness";

/** Twelve words are some 230 kB of WAV and some 5 kB of MP3. */
const TWELVE_WORDS = "one two three four five six seven eight nine ten eleven twelve";

describe("a disk that is full", () => {
  const folder = temporaryFolder("disk");
  const disk = join(folder, "disk");
  let server: DevServer;

  beforeAll(async () => {
    server = await startDevServer({ realTimeFactor: 0.001 });
  });
  beforeEach(() => mountTmpfs(disk, "64k"));
  afterEach(() => unmount(disk));
  afterAll(() => {
    server.destroy();
    remove(folder);
  });

  function kokoro(...args: string[]) {
    const cli = join(PROJECT, "dist", "cli", "kokoro.js");
    return runNode([cli, ...args, "--url", server.url], { mayFail: true });
  }

  const noSpace = (file: string) => `error: cannot write ${file}: the disk is full`;

  it("is told by `kokoro speak`, which leaves an older file as it was and nothing else", async () => {
    const file = join(disk, "a.wav");
    for (const before of [[], ["a.wav"]]) {
      if (before.length > 0) writeFileSync(file, "older");
      const { code, stdout, stderr } = await kokoro("speak", TWELVE_WORDS, "-o", file);
      expect({ code, stdout, stderr }).toEqual({ code: 1, stdout: "", stderr: noSpace(file) });
      expect(readdirSync(disk)).toEqual(before);
    }
    expect(readFileSync(file, "utf8")).toBe("older");
    remount(disk, "size=4m");
    expect((await kokoro("speak", TWELVE_WORDS, "-o", file)).code).toBe(0);
    expect(audioSeconds("wav", readFileSync(file))).toBeGreaterThan(1);
  });

  it("ends `kokoro batch`, which keeps what is done and with room goes on from there", async () => {
    const items = join(folder, "items.jsonl");
    const lines = Array.from({ length: 30 }, (_, index) => ({ input: `Item ${index}. ${TWELVE_WORDS}` }));
    writeFileSync(items, lines.map((line) => JSON.stringify(line)).join("\n"));
    const out = join(disk, "audio");
    const { code, stderr } = await kokoro("batch", items, "-o", out, "--concurrency", "3");
    expect(code).toBe(1);
    expect(stderr).toMatch(/^error: cannot write \S+\/audio\/0\d\d\.(mp3|json): the disk is full$/);
    const files = readdirSync(out);
    expect(files.filter((file) => file.endsWith(".part"))).toEqual([]);
    const done = files.filter((file) => file.endsWith(".json")).map((file) => file.replace(".json", ""));
    expect(done.length).toBeGreaterThan(0);
    for (const name of done)
      expect(audioSeconds("mp3", readFileSync(join(out, `${name}.mp3`)))).toBeGreaterThan(1);
    remount(disk, "size=4m");
    const { code: again, stdout } = await kokoro("batch", items, "-o", out, "--json");
    expect(again).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ items: 30, done: 30, earlier: done.length });
  });

  it("ends `kokoro batch --concatenate` with all items done and no joined file", async () => {
    const items = join(folder, "items.jsonl");
    writeFileSync(items, `{"input": "${TWELVE_WORDS}"}\n{"input": "${TWELVE_WORDS}."}\n`);
    const [out, joined] = [join(folder, "audio"), join(disk, "all.wav")];
    const args = ["batch", items, "-o", out, "--format", "wav", "--concatenate", joined];
    const { code, stdout, stderr } = await kokoro(...args);
    expect({ code, stdout, stderr }).toEqual({ code: 1, stdout: "", stderr: noSpace(joined) });
    expect([readdirSync(disk), readdirSync(out)]).toEqual([
      [],
      ["001.json", "001.wav", "002.json", "002.wav"],
    ]);
    rmSync(out, { recursive: true });
  });

  it("is told by `kokoro load --report` after the figures, which are not lost, nor is --csv", async () => {
    mkdirSync(join(disk, "reports"));
    const lines = join(folder, "load.csv");
    const file = join(disk, "reports", "load.html");
    writeFileSync(join(disk, "filler"), Buffer.alloc(56 * 1024));
    const args = ["load", "--requests", "12", "--words", "12", "--json", "--report", file, "--csv", lines];
    const { code, stdout, stderr } = await kokoro(...args);
    expect({ code, stderr }).toEqual({ code: 1, stderr: noSpace(file) });
    expect(JSON.parse(stdout)).toMatchObject({ passed: true, all: { ok: 12 } });
    expect(readdirSync(join(disk, "reports"))).toEqual([]);
    expect(readFileSync(lines, "utf8").trim().split("\n")).toHaveLength(13);
  });
});
