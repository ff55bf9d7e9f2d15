import http from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it } from "vitest";
import { formatHtml } from "../../../client/load/html/page";
import { type LoadFlags, type LoadPlan, readLoadFlags } from "../../../client/load/options";
import { Latencies, Recorder } from "../../../client/load/recorder";
import { makeReport } from "../../../client/load/report";
import { runLoad } from "../../../client/load/run";
import { formatLoad } from "../../../client/load/text-report";
import { textOfWords } from "../../../client/load/texts";
import { judge, passes } from "../../../client/load/verdict";
import { InputError } from "../../../common/problem";
import { speakableWords } from "../../../speech/words";
import { PLAN } from "./load-plan";
import { cleanUpWith, client, devServer, fixture, kokoro } from "./support";

async function run(url: string, plan: Partial<LoadPlan>, limits = {}): Promise<Recorder> {
  const recorder = new Recorder();
  await runLoad(client(url, limits), { ...PLAN, ...plan }, recorder, new AbortController().signal);
  return recorder;
}

/** Milliseconds that `work` takes. */
async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

/** Answers the recorded speech. @param waitOf milliseconds until an answer, of those since the server started */
async function serverThatWaits(waitOf: (since: number) => number): Promise<string> {
  const started = performance.now();
  const audio = fixture("audio/server.mp3");
  const server = http.createServer((_, response) => {
    const wait = Math.max(0, waitOf(performance.now() - started));
    setTimeout(() => response.writeHead(200, { "content-type": "audio/mpeg" }).end(audio), wait);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  cleanUpWith(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** The first requests wait until the stall is over, as behind a blocked loop. */
const stallingServer = (milliseconds: number) => serverThatWaits((since) => milliseconds - since);

describe("a closed loop", () => {
  it("sends exactly the requests that were asked for, in turn of their lengths, and no more at a time", async () => {
    const { url } = await devServer();
    const recorder = await run(url, {});
    expect([recorder.all.ok, recorder.all.failed, recorder.mostInFlight, recorder.inFlight]).toEqual([
      12, 0, 4, 0,
    ]);
    expect([recorder.byWords.get(12)?.ok, recorder.byWords.get(40)?.ok]).toEqual([6, 6]);
  });

  it("ends after its duration", async () => {
    const { url } = await devServer();
    const time = await timeOf(async () => {
      const recorder = await run(url, { requests: Number.POSITIVE_INFINITY, duration: 0.3 });
      expect(recorder.all.ok).toBeGreaterThan(3);
    });
    expect(time).toBeGreaterThan(290);
    expect(time).toBeLessThan(2000);
  });

  it.each([
    ["truncate", "truncated"],
    ["empty", "empty"],
    ["503", "status"],
    ["reset", "connect"],
    ["html", "content"],
    ["stall", "timeout"],
  ] as const)("counts answers that meet %s as %s", async (kind, cause) => {
    const { url } = await devServer({ fault: { kind, times: 3 } });
    const recorder = await run(url, { requests: 8, words: [12] }, { idle: 0.3 });
    expect(recorder.all.causes()).toEqual({ [cause]: 3 });
    expect(recorder.all.ok).toBe(5);
  });
});

describe("an open loop", () => {
  it("counts latency from when a request was due, so a stall is not hidden", async () => {
    const stall = 800;
    const open = await stallingServer(stall);
    const rate = { arrivals: { kind: "open", rate: 50 }, requests: 40, words: [3] } as const;
    const recorder = await run(open, rate);
    // Due every 20 ms while nothing is answered for 800 ms: half of them wait for more than 100 ms.
    expect(recorder.all.complete.at(40)).toBeGreaterThan(0.1);
    expect(recorder.mostInFlight).toBeGreaterThan(10);

    const closed = await stallingServer(stall);
    const hidden = await run(closed, { ...rate, arrivals: { kind: "closed", concurrency: 1 } });
    expect(hidden.all.complete.at(90)).toBeLessThan(recorder.all.complete.at(40));
  });

  it("counts also the time that the load generator itself was late", async () => {
    const url = await stallingServer(0);
    const work = run(url, { arrivals: { kind: "open", rate: 50 }, requests: 30, words: [3] });
    await new Promise((resolve) => setTimeout(resolve, 100));
    // This thread does nothing for 0.6 s: the requests that fall due are sent after it, all at once.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 600);
    expect((await work).all.complete.at(50)).toBeGreaterThan(0.1);
  });

  it("keeps its rate, however long the answers take", async () => {
    const url = await serverThatWaits(() => 500);
    const arrivals = { kind: "open", rate: 20 } as const;
    const time = await timeOf(() => run(url, { arrivals, requests: 11, words: [3] }));
    // The last is due after 0.5 s and answered 0.5 s later; one after the other they would take 5.5 s.
    expect(time).toBeGreaterThan(990);
    expect(time).toBeLessThan(3000);
  });

  it("sends what is due within its duration, and no more", async () => {
    const { url } = await devServer();
    const plan = { arrivals: { kind: "open", rate: 20 }, requests: Number.POSITIVE_INFINITY } as const;
    const time = await timeOf(async () => {
      const recorder = await run(url, { ...plan, duration: 0.5, words: [3] });
      expect(recorder.all.ok).toBe(10);
    });
    expect(time).toBeLessThan(2500);
  });

  it("ends at Ctrl-C while it waits for the next request to be due", async () => {
    const { url } = await devServer();
    const controller = new AbortController();
    const plan = { ...PLAN, arrivals: { kind: "open", rate: 0.1 }, words: [3] } as const;
    const recorder = new Recorder();
    setTimeout(() => controller.abort(), 500);
    expect(await timeOf(() => runLoad(client(url), plan, recorder, controller.signal))).toBeLessThan(3000);
    expect(recorder.all.ok).toBe(1);
  });
});

describe("latencies", () => {
  it("are kept to four digits from microseconds to hours", () => {
    for (const seconds of [0.000123, 0.0456, 7.89, 12_345]) {
      const latencies = new Latencies();
      latencies.record(seconds);
      expect(Math.abs(latencies.at(50) - seconds) / seconds).toBeLessThan(0.0001);
    }
  });
});

function recorderWith(requests: number, failures: number, firstByte: number, complete: number): Recorder {
  const recorder = new Recorder();
  for (let at = 0; at < 10; at++) recorder.begin();
  for (let at = 0; at < 10; at++) recorder.drop();
  for (let at = 0; at < requests; at++) {
    recorder.begin();
    if (at < failures) recorder.end({ ok: false, words: 500, cause: "status", message: "no <b>" });
    else {
      const figures = { firstByteSeconds: firstByte, totalSeconds: complete, audioSeconds: 200, bytes: 9 };
      recorder.end({ ok: true, words: 500, ...figures });
    }
  }
  return recorder;
}

describe("the verdict", () => {
  const statuses = (recorder: Recorder) => judge(recorder).map(({ status }) => status);

  it("judges first byte and complete answer apart", () => {
    const rows = judge(recorderWith(400, 0, 0.5, 9));
    expect(rows.map(({ status }) => status)).toEqual(["met", "met", "not met", "not met", "met", "met"]);
    expect([passes(rows, false), passes(rows, true)]).toEqual([true, false]);
  });

  it("allows one failure in 200 requests and not two", () => {
    expect(statuses(recorderWith(200, 1, 0.1, 1))[4]).toBe("met");
    expect(statuses(recorderWith(200, 2, 0.1, 1)).slice(4)).toEqual(["not met", "not met"]);
  });

  it("does not call met what was not measured", () => {
    expect(statuses(new Recorder())).toEqual(Array(6).fill("not measured"));
    expect(statuses(recorderWith(9, 9, 0, 0)).slice(0, 4)).toEqual(Array(4).fill("not measured"));
  });
});

describe("the report", () => {
  const report = (recorder: Recorder, interrupted = false) =>
    makeReport({ url: "http://x/<y>", startedAt: new Date(0), plan: PLAN, recorder, interrupted });

  it("is one page without script or outside resource, with what came from outside escaped", () => {
    const page = formatHtml(report(recorderWith(30, 3, 0.5, 9)));
    expect(page).not.toMatch(/<script|<link|src=|@import|url\(|href=/);
    expect(page).toContain("http://x/&lt;y&gt;");
    expect(page).toContain("3 × no &lt;b&gt;");
    expect(page).not.toContain("NaN");
    expect(page.match(/<svg/g)).toHaveLength(2);
  });

  it("can be made of nothing, and of a part", () => {
    const empty = report(new Recorder(), true);
    expect(formatHtml(empty)).toContain("interrupted");
    expect(formatHtml(empty)).not.toMatch(/NaN|Infinity/);
    expect(formatLoad(empty)).toContain("the figures are those of the part that ran");
    expect(empty.passed).toBe(false);
  });
});

describe("kokoro load", () => {
  it("sends the server nothing but the load, and says nothing of many callers", async () => {
    let answers = 0;
    const { url } = await devServer({ realTimeFactor: 0.001, onSpeech: () => answers++ });
    const flags = ["--concurrency", "20", "--requests", "30", "--words", "3", "--json"];
    const { exitCode, stderr } = await kokoro(["load", "--url", url, ...flags]);
    expect([exitCode, stderr, answers]).toEqual([0, "", 30]);
  });

  it("names everything that is wrong with its options at once", () => {
    const flags = {
      url: "x",
      timeout: "1",
      idleTimeout: "1",
      connectTimeout: "1",
      words: "0,many",
      format: "midi",
    };
    const bad: LoadFlags = {
      ...flags,
      rate: "0",
      concurrency: "2",
      requests: "1.5",
      duration: "-1",
      voice: "",
      report: "same",
      csv: "same",
    };
    try {
      readLoadFlags(bad);
      expect.unreachable();
    } catch (error) {
      const keys = (error as InputError).problems.map(({ key }) => key);
      expect(error).toBeInstanceOf(InputError);
      for (const key of [
        "--url",
        "--rate",
        "--requests",
        "--duration",
        "--words",
        "--format",
        "--voice",
        "--csv",
      ]) {
        expect(keys).toContain(key);
      }
    }
  });

  it.each([1, 12, 40, 500, 1000])("has a text of exactly %i words", (words) => {
    expect(speakableWords(textOfWords(words))).toHaveLength(words);
  });
});
