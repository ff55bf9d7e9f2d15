import { describe, expect, it } from "vitest";
import { Recorder } from "../../../client/load/recorder";
import { runLoad } from "../../../client/load/run";
import { Samples } from "../../../client/load/samples";
import { PLAN } from "./load-plan";
import { client, devServer } from "./support";

const HEADER = "due,words,outcome,late,first_byte,complete";

function rowsOf(samples: Samples): string[][] {
  const [header, ...lines] = samples.toCsv().trimEnd().split("\n");
  expect(header).toBe(HEADER);
  return lines.map((line) => line.split(","));
}

describe("the lines of --csv", () => {
  it("hold every request that ended, with seconds from when it was due", async () => {
    const { url } = await devServer({ fault: { kind: "503", times: 2 } });
    const samples = new Samples();
    const recorder = new Recorder();
    const started = Date.now() / 1000;
    await runLoad(client(url), PLAN, recorder, new AbortController().signal, samples);
    const rows = rowsOf(samples);
    const answered = rows.filter(([, , outcome]) => outcome === "ok");
    const failed = rows.filter(([, , outcome]) => outcome === "status");
    expect([rows.length, answered.length, failed.length]).toEqual([12, 10, 2]);
    for (const [due, words, , late] of rows) {
      expect(Math.abs(Number(due) - started)).toBeLessThan(20);
      expect(["12", "40"]).toContain(words);
      expect(Number(late)).toBeLessThan(1);
    }
    for (const row of failed) expect([row[4], Number(row[5]) > 0]).toEqual(["", true]);
    for (const row of answered) expect(Number(row[4])).toBeLessThanOrEqual(Number(row[5]));
    const longest = Math.max(...answered.map((row) => Number(row[5])));
    expect(longest).toBeCloseTo(recorder.all.complete.at(100), 3);
  });

  it("go on where there are more than it had room for", () => {
    const samples = new Samples();
    const outcome = {
      ok: true,
      words: 3,
      firstByteSeconds: 0.25,
      totalSeconds: 0.5,
      audioSeconds: 1,
      bytes: 9,
    } as const;
    for (let due = 0; due < 2500; due++) samples.add({ due, sent: due + 1, ended: due + 500, outcome });
    const rows = rowsOf(samples);
    expect(rows).toHaveLength(2500);
    expect(new Set(rows.map(([, ...rest]) => rest.join()))).toEqual(
      new Set(["3,ok,0.001000,0.250000,0.500000"]),
    );
    expect(new Set(rows.map(([due]) => due)).size).toBe(2500);
  });
});
