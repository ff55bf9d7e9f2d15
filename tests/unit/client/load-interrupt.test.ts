import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { devServer, eventually, kokoro, temporaryFolder } from "./support";

/** Too slow to end before the test does: 50 ms each, one after the other. */
const LOAD = ["--requests", "200", "--words", "12", "--json"];

describe("an interrupted load", () => {
  it("prints and writes what came until the signal, and ends with 130", async () => {
    const page = path.join(temporaryFolder(), "report.html");
    const lines = path.join(path.dirname(page), "load.csv");
    let requests = 0;
    const { url } = await devServer({ realTimeFactor: 0.01, onSpeech: () => requests++ });
    const command = kokoro(["load", "--url", url, ...LOAD, "--report", page, "--csv", lines]);
    await eventually(() => requests > 18);
    command.kill("SIGINT");
    const { exitCode, stdout, stderr } = await command;
    expect([exitCode, stderr]).toEqual([130, "error: interrupted"]);
    const report = JSON.parse(String(stdout));
    expect(report).toMatchObject({ interrupted: true, passed: false });
    expect(report.all.ok).toBeGreaterThan(5);
    expect(report.all.ok).toBeLessThan(200);
    expect(readFileSync(page, "utf8")).toContain("interrupted");
    expect(readFileSync(lines, "utf8").split("\n").length).toBeGreaterThan(5);
  });
});
