import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { describe, expect, it } from "vitest";
import { nodeDeps } from "../../../../common/files/deps";
import { writeTree } from "../../../../repository/write";
import { lifeOf } from "../../../../repository/write/process-life";
import { listTree, problemsOf, put, read, rendered, scratch } from "./scratch";
import { watchedFs } from "./watched-fs";

const owner = "homecluster";
const FILES = { "apps/ks.yaml": "a\n" };
const LOCK = ".kokoro/lock";

function lockOf(pid: number, host = os.hostname(), life?: string): string {
  return `${JSON.stringify({ pid, host, owner: "staging", since: "2026-01-02T03:04:05.000Z", life })}\n`;
}

/** The id of a process that has just ended. */
function deadPid(): number {
  return spawnSync(process.execPath, ["-e", ""]).pid;
}

describe("the lock", () => {
  it("of a living process stops the run, names its holder, and nothing is written", () => {
    const root = scratch();
    put(root, LOCK, lockOf(process.ppid));
    const before = listTree(root);
    const problems = problemsOf(() => writeTree(root, rendered(FILES), { owner }));
    expect(problems).toEqual([
      {
        severity: "error",
        key: path.join(root, LOCK),
        rule: `another run is at work: process ${process.ppid} on ${os.hostname()} has been writing staging since 2026-01-02T03:04:05.000Z`,
        fix: `wait for its end and run again; if process ${process.ppid} is no kokoro, its id was given anew: then remove ${path.join(root, LOCK)}`,
      },
    ]);
    expect(listTree(root)).toEqual(before);
  });

  it("of another host stops the run and says how to remove it", () => {
    const root = scratch();
    put(root, LOCK, lockOf(deadPid(), "elsewhere"));
    const [problem] = problemsOf(() => writeTree(root, rendered(FILES), { owner }));
    expect(problem?.fix).toBe(`if no run is writing this tree, remove ${path.join(root, LOCK)}`);
  });

  it("of another version stops the run and says how to remove it", () => {
    const root = scratch();
    put(root, LOCK, "version 9\n");
    const [problem] = problemsOf(() => writeTree(root, rendered(FILES), { owner }));
    expect(problem?.rule).toBe("is no lock that this version can read");
  });

  it.runIf(process.platform === "linux")(
    "of a living process that got the id of a dead one is taken over",
    () => {
      const root = scratch();
      put(root, LOCK, lockOf(process.ppid, os.hostname(), "another-boot:4711"));
      writeTree(root, rendered(FILES), { owner });
      expect(fs.existsSync(path.join(root, LOCK))).toBe(false);
    },
  );

  it.runIf(process.platform === "linux")("names the life of its process, and that stops the run", () => {
    const root = scratch();
    put(root, LOCK, lockOf(process.ppid, os.hostname(), lifeOf(nodeDeps, process.ppid)));
    const [problem] = problemsOf(() => writeTree(root, rendered(FILES), { owner }));
    expect(problem?.rule).toContain("another run is at work");
  });

  it.each([
    ["special file", (file: string) => spawnSync("mkfifo", [file])],
    ["folder", (file: string) => fs.mkdirSync(file)],
    ["symbolic link", (file: string) => fs.symlinkSync("nowhere", file)],
  ])("that is a %s is refused at once", (kind, make) => {
    const root = scratch();
    fs.mkdirSync(path.join(root, ".kokoro"));
    make(path.join(root, LOCK));
    expect(problemsOf(() => writeTree(root, rendered(FILES), { owner }))).toMatchObject([
      { key: path.join(root, LOCK), rule: `must be a regular file, and is a ${kind}` },
    ]);
    expect(fs.readdirSync(root)).toEqual([".kokoro"]);
  });

  it.each([0, -1, 1.5])(
    "that names the process %s is no lock of ours: a signal to it would reach others",
    (pid) => {
      const root = scratch();
      put(root, LOCK, lockOf(pid));
      const [problem] = problemsOf(() => writeTree(root, rendered(FILES), { owner }));
      expect(problem?.rule).toBe("is no lock that this version can read");
    },
  );

  it("is taken although a run that lost removes the folder that it had made, just before", () => {
    const root = scratch();
    let taken = 0;
    const deps = watchedFs(({ name, path: file }) => {
      if (name === "openSync" && file?.endsWith(LOCK) && taken++ === 0) fs.rmdirSync(path.dirname(file));
    });
    writeTree(root, rendered(FILES), { owner, deps });
    expect(taken).toBe(2);
    expect(read(root, "apps/ks.yaml")).toBe("a\n");
  });

  it.each([
    ["a dead process", () => lockOf(deadPid())],
    ["an earlier life of the same container, which had our process id", () => lockOf(process.pid)],
    ["a process that died before it filled the lock", () => ""],
    ["a process that died while it filled the lock", () => lockOf(1).slice(0, 9)],
  ])("of %s is taken over", (_who, text) => {
    const root = scratch();
    put(root, LOCK, text());
    writeTree(root, rendered(FILES), { owner });
    expect(Object.keys(listTree(root))).toEqual([
      ".kokoro/",
      ".kokoro/homecluster.sha256",
      "apps/",
      "apps/ks.yaml",
    ]);
  });

  it("of a dead process is removed even where nothing else changes", () => {
    const root = scratch();
    writeTree(root, rendered(FILES), { owner });
    put(root, LOCK, lockOf(deadPid()));
    writeTree(root, rendered(FILES), { owner });
    expect(fs.existsSync(path.join(root, LOCK))).toBe(false);
  });

  it("is there with our process id while files are written, and gone afterwards", () => {
    const root = scratch();
    let during = "";
    writeTree(root, rendered(FILES), { owner, onChange: () => (during = read(root, LOCK)) });
    expect(JSON.parse(during)).toMatchObject({ pid: process.pid, host: os.hostname(), owner });
    expect(fs.existsSync(path.join(root, LOCK))).toBe(false);
  });

  it("that a quicker run took over first stops the slower one, and stays with the quicker one", () => {
    const root = scratch();
    put(root, LOCK, lockOf(deadPid()));
    const quicker = lockOf(process.ppid);
    const deps = watchedFs((call) => {
      if (call.name === "renameSync" && call.path === path.join(root, LOCK)) put(root, LOCK, quicker);
    });
    const [problem] = problemsOf(() => writeTree(root, rendered(FILES), { owner, deps }));
    expect(problem?.rule).toContain(`process ${process.ppid}`);
    expect(read(root, LOCK)).toBe(quicker);
  });

  it("tells of a run at work instead of the conflicts that it causes", () => {
    const root = scratch();
    put(root, "apps/ks.yaml", "half way\n");
    put(root, LOCK, lockOf(process.ppid));
    const [problem] = problemsOf(() => writeTree(root, rendered(FILES), { owner }));
    expect(problem?.rule).toContain("another run is at work");
  });
});
