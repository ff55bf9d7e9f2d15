import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { devServer, eventually, kokoro, temporaryFolder } from "./support";

/** Too slow to end before the test does: 50 ms each, one after the other. */
const LOAD = ["--requests", "200", "--words", "12", "--json"];

/** A load of 10 callers that has had some answers. */
async function runningLoad(flags: readonly string[] = LOAD, options: Parameters<typeof kokoro>[1] = {}) {
  let requests = 0;
  const { url } = await devServer({ realTimeFactor: 0.01, onSpeech: () => requests++ });
  const command = kokoro(["load", "--url", url, ...flags], options);
  await eventually(() => requests > 18);
  return { command, pid: command.pid ?? 0 };
}

/** The process that sends, of the one that was started. */
const senderOf = (pid: number): number =>
  Number(readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim());

const isAlive = (pid: number): boolean => {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
};

/** How many threads of a process its first one goes before. */
function threadsBehind(pid: number): number {
  const niceness = (thread: number) =>
    Number(readFileSync(`/proc/${pid}/task/${thread}/stat`, "utf8").split(") ")[1]?.split(" ")[16]);
  const threads = readdirSync(`/proc/${pid}/task`).map(Number);
  return threads.filter((thread) => niceness(thread) > niceness(pid)).length;
}

async function expectPart(command: ReturnType<typeof kokoro>): Promise<void> {
  const { exitCode, stdout, stderr } = await command;
  expect([exitCode, stderr]).toEqual([130, "error: interrupted"]);
  const report = JSON.parse(String(stdout));
  expect(report).toMatchObject({ interrupted: true, passed: false });
  expect(report.all.ok).toBeGreaterThan(5);
}

describe("the process of a load", () => {
  it("prints and writes what came until the signal, and ends with 130", async () => {
    const page = path.join(temporaryFolder(), "report.html");
    const lines = path.join(path.dirname(page), "load.csv");
    const { command } = await runningLoad([...LOAD, "--report", page, "--csv", lines]);
    command.kill("SIGINT");
    await expectPart(command);
    expect(readFileSync(page, "utf8")).toContain("interrupted");
    expect(readFileSync(lines, "utf8").split("\n").length).toBeGreaterThan(5);
  });

  it("does so at Ctrl-C, which a terminal sends to all of its processes", async () => {
    const { command, pid } = await runningLoad(LOAD, { detached: true });
    process.kill(-pid, "SIGINT");
    await expectPart(command);
  });
});

describe.runIf(process.platform === "linux")("the process of a load on Linux", () => {
  it("goes before the threads that compile and collect for it, and ends with what started it", async () => {
    const { command, pid } = await runningLoad();
    const sender = senderOf(pid);
    expect(threadsBehind(sender)).toBeGreaterThan(1);
    command.kill("SIGKILL");
    await command;
    await eventually(() => !isAlive(sender));
  });

  it("is reported where it was killed, as when memory is short", async () => {
    const { command, pid } = await runningLoad();
    process.kill(senderOf(pid), "SIGKILL");
    const { exitCode, stderr } = await command;
    expect([exitCode, stderr]).toEqual([1, "error: the process of the load was ended by SIGKILL"]);
  });
});
