import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RenderedFile } from "../../../render/file";
import { writeTree } from "../../../repository/write";
import { listTree, put, read, rendered, scratch } from "../../unit/repository/write/scratch";
import { buildDriver, mountTmpfs, remount, start, unmount, workFolder } from "./harness";

const owner = "homecluster";
const folder = workFolder();
let driver = "";

beforeAll(() => {
  driver = buildDriver(folder);
});

afterAll(() => {
  fs.rmSync(folder, { recursive: true, force: true });
});

/** Fifteen files, of which some are the same in every version, some change, some come and go. */
function version(name: string): RenderedFile[] {
  const files: Record<string, string> = { [`apps/ai/kokoro/${name}/only.yaml`]: `${name}\n`.repeat(500) };
  for (let index = 0; index < 7; index++)
    files[`apps/ai/kokoro/app/${index}.yaml`] = `version: ${name}\n`.repeat(200);
  for (let index = 0; index < 7; index++) files[`apps/ai/kokoro/same-${index}.yaml`] = `index: ${index}\n`;
  return rendered(files);
}

function putForeign(root: string): void {
  for (let index = 0; index < 40; index++) {
    const parent = ["apps", "apps/ai/kokoro", "apps/ai/kokoro/app", "infrastructure"][index % 4];
    put(root, `${parent}/theirs-${index}.yaml`, `\ufefftheirs: ${index}\r\n`);
  }
}

function cleanRender(name: string): Record<string, string> {
  const root = fs.mkdtempSync(path.join(folder, "clean-"));
  putForeign(root);
  writeTree(root, version(name), { owner });
  return listTree(root);
}

function newRoot(parent = folder): string {
  const root = fs.mkdtempSync(path.join(parent, "root-"));
  putForeign(root);
  writeTree(root, version("a"), { owner });
  return root;
}

describe("a run killed with SIGKILL", () => {
  it("at any call that changes the disk is completed by the next run", {
    timeout: 300_000,
  }, async () => {
    const expected = cleanRender("c");
    const root = newRoot(scratch()); // in memory: what is swept are the calls, not their times
    let killAt = 0;
    for (let alive = true; alive; killAt++) {
      writeTree(root, version("a"), { owner });
      const { ended } = start(driver, { root, owner, renderings: [version("b")], killAt });
      const { code, signal } = await ended;
      alive = signal === "SIGKILL";
      expect(alive || code === 0, `run with a kill at call ${killAt}`).toBe(true);
      writeTree(root, version("c"), { owner });
      expect(listTree(root), `after a kill at call ${killAt}`).toEqual(expected);
    }
    expect(killAt).toBeGreaterThan(80);
  });

  it("at 200 random moments is completed by the next run", { timeout: 300_000 }, async () => {
    const expected = cleanRender("c");
    const root = newRoot();
    let unfinished = 0;
    for (let round = 0; round < 200; round++) {
      const job = { root, owner, renderings: [version("a"), version("b")], forever: true };
      const { child, writing, ended } = start(driver, job);
      await writing;
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 30));
      child.kill("SIGKILL");
      await ended;
      if (fs.existsSync(path.join(root, ".kokoro/homecluster.next"))) unfinished++;
      writeTree(root, version("c"), { owner });
      expect(listTree(root), `after kill ${round}`).toEqual(expected);
    }
    expect(unfinished, "kills that met a run half way").toBeGreaterThan(20);
  });
});

describe("two runs at once", () => {
  it("one wins, and the other says who is at work", async () => {
    const root = newRoot();
    const waitFor = path.join(folder, "go-on");
    const first = start(driver, { root, owner, renderings: [version("b")], waitFor });
    await first.writing;
    const second = await start(driver, {
      root,
      owner: "staging",
      renderings: [rendered({ "x.yaml": "x\n" })],
    }).ended;
    expect(second.code).toBe(2);
    expect(second.stderr).toContain(`another run is at work: process ${first.child.pid} on `);
    fs.writeFileSync(waitFor, "");
    expect(await first.ended).toMatchObject({ code: 0, stderr: "" });
    writeTree(root, version("c"), { owner });
    expect(listTree(root)).toEqual(cleanRender("c"));
  });

  it("many started together leave a whole tree of one of them", async () => {
    const root = newRoot();
    const names = ["b", "d", "e", "f", "g", "h"];
    const ends = await Promise.all(
      names.map((name) => start(driver, { root, owner, renderings: [version(name)] }).ended),
    );
    for (const { code, stderr } of ends) {
      expect([0, 2]).toContain(code);
      if (code === 2) expect(stderr).toContain("another run is at work");
    }
    const winners = names.filter((_, index) => ends[index]?.code === 0).map(cleanRender);
    expect(winners).toContainEqual(listTree(root));
    execFileSync("sha256sum", ["-c", "--quiet", ".kokoro/homecluster.sha256"], { cwd: root });
  });
});

describe("a disk that fails", () => {
  const disk = path.join(folder, "disk");

  it("by being full is told by path, changes nothing, and with room the run completes", async () => {
    mountTmpfs(disk, "240k");
    try {
      const root = path.join(disk, "repository");
      putForeign(root);
      writeTree(root, rendered({ "a.yaml": "old\n", "stale.yaml": "stale\n" }), { owner });
      const before = listTree(root);
      const big = [...rendered({ "a.yaml": "new\n" }), { path: "b/big.yaml", content: "x".repeat(100_000) }];
      const { code, stderr } = await start(driver, { root, owner, renderings: [big] }).ended;
      expect(code).toBe(2);
      expect(stderr).toBe(
        `${root}/b/big.yaml: cannot be written: the disk is full (ENOSPC); free some space and run again\n`,
      );
      expect(listTree(root)).toEqual(before);
      remount(disk, "size=4m");
      expect((await start(driver, { root, owner, renderings: [big] }).ended).code).toBe(0);
      expect(read(root, "a.yaml")).toBe("new\n");
      expect(fs.existsSync(path.join(root, "stale.yaml"))).toBe(false);
    } finally {
      unmount(disk);
    }
  });

  it("at any amount of free space changes nothing or everything", { timeout: 300_000 }, async () => {
    mountTmpfs(disk, "1m");
    try {
      const root = path.join(disk, "repository");
      writeTree(root, version("a"), { owner });
      const [before, after] = [listTree(root), listTree(writeElsewhere("b"))];
      const outcomes = new Set<number | null>();
      for (let free = 0; free <= 18; free++) {
        fillUp(disk, free);
        const { code } = await start(driver, { root, owner, renderings: [version("b")] }).ended;
        outcomes.add(code);
        expect(listTree(root), `with ${free} pages free`).toEqual(code === 0 ? after : before);
        fs.rmSync(path.join(disk, "filler"));
        writeTree(root, version("a"), { owner });
      }
      expect(outcomes).toEqual(new Set([0, 2]));
    } finally {
      unmount(disk);
    }
  });

  it("by being read-only is told by path, and an unchanged tree needs no right to write", async () => {
    mountTmpfs(disk, "1m");
    try {
      const root = path.join(disk, "repository");
      writeTree(root, version("a"), { owner });
      remount(disk, "ro");
      const { code, stderr } = await start(driver, { root, owner, renderings: [version("b")] }).ended;
      expect(code).toBe(2);
      expect(stderr).toContain(`${root}: cannot be written: the file system is read-only (EROFS)`);
      expect((await start(driver, { root, owner, renderings: [version("a")] }).ended).code).toBe(0);
    } finally {
      unmount(disk);
    }
  });

  it("by a folder without the right to write is told by path and changes nothing", async () => {
    const root = newRoot();
    const nobody = 65534;
    execFileSync("chown", ["-R", String(nobody), root]);
    fs.chmodSync(path.join(root, "apps/ai/kokoro/app"), 0o555);
    const before = listTree(root);
    const { code, stderr } = await start(driver, { root, owner, renderings: [version("b")] }, { uid: nobody })
      .ended;
    expect(code).toBe(2);
    expect(stderr).toContain(
      `${root}/apps/ai/kokoro/app/0.yaml: cannot be written or read: permission denied (EACCES)`,
    );
    expect(listTree(root)).toEqual(before);
  });
});

/** Leaves a number of 4 KiB pages free. */
function fillUp(disk: string, freePages: number): void {
  const { bavail, bsize } = fs.statfsSync(disk);
  fs.writeFileSync(path.join(disk, "filler"), Buffer.alloc(Math.max(0, bavail - freePages) * bsize));
}

function writeElsewhere(name: string): string {
  const root = fs.mkdtempSync(path.join(folder, "elsewhere-"));
  writeTree(root, version(name), { owner });
  return root;
}
