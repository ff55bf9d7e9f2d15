import * as fs from "node:fs";
import * as path from "node:path";
import { describe, expect, it } from "vitest";
import type { RenderedFile } from "../../../../render/file";
import { writeTree } from "../../../../repository/write";
import { listTree, put, rendered, scratch } from "./scratch";
import { CHANGING, callsOf, watchedFs } from "./watched-fs";

const owner = "homecluster";
const OLD = {
  "apps/ks.yaml": "old\n",
  "apps/app/a.yaml": "a\n",
  "apps/gone/b.yaml": "b\n",
  "flip/x.yaml": "x\n",
};
const NEW = {
  "apps/ks.yaml": "new\n",
  "apps/app/a.yaml": "a\n",
  "apps/more/c.yaml": "c\n",
  flip: "a file now\n",
};
const OTHER = { "apps/ks.yaml": "other\n", "apps/gone/b.yaml": "other b\n", "apps/more": "a file\n" };
const FOREIGN = {
  "apps/README.md": "theirs\r\n",
  "apps/app/mine.yaml": "\ufeffbom\n",
  "apps/.kokoro-x.tmp": "theirs",
};

class Crash extends Error {}

/** Copies of a root with a finished rendering of OLD among files of others. */
function copies(): () => string {
  const template = scratch();
  for (const [name, content] of Object.entries(FOREIGN)) put(template, name, content);
  writeTree(template, rendered(OLD), { owner });
  return () => {
    const root = path.join(scratch(), "repository");
    fs.cpSync(template, root, { recursive: true });
    return root;
  };
}

/** Dies before the n-th call, and lets no clean-up run after it, as SIGKILL would. */
function crashAt(root: string, files: RenderedFile[], call: number, torn: boolean): void {
  let dead = false;
  const deps = watchedFs(({ index, name }, args) => {
    if (index === call && torn && name === "writeFileSync") {
      fs.writeFileSync(args[0] as number, String(args[1]).slice(0, 2));
    }
    dead ||= index >= call;
    if (dead) throw new Crash();
  });
  try {
    writeTree(root, files, { owner, deps });
  } catch (error) {
    if (!(error instanceof Crash)) throw error;
  }
}

function cleanRender(files: Record<string, string>): Record<string, string> {
  const root = scratch();
  for (const [name, content] of Object.entries(FOREIGN)) put(root, name, content);
  writeTree(root, rendered(files), { owner });
  return listTree(root);
}

/** The numbers of the calls that change the disk: a crash before any other is one before the next of these. */
function changingCalls(start: () => string, files: RenderedFile[]): number[] {
  const calls = callsOf((deps) => writeTree(start(), files, { owner, deps }));
  return calls.filter(({ name }) => name === "openSync" || CHANGING.includes(name)).map(({ index }) => index);
}

/** Crashes a run at each of its calls, and then checks; returns how many calls there were. */
function sweep(
  start: () => string,
  check: (root: string, call: number) => void,
  files = rendered(NEW),
): number {
  const calls = changingCalls(start, files);
  for (const call of calls) {
    const root = start();
    crashAt(root, files, call, true);
    check(root, call);
    fs.rmSync(path.dirname(root), { recursive: true });
  }
  return calls.length;
}

describe("a run that dies before any one of its calls to the file system", () => {
  it("leaves old bytes or new ones, and is completed by the next run with the same settings", () => {
    const expected = cleanRender(NEW);
    const total = sweep(copies(), (root, call) => {
      const found = listTree(root);
      for (const name of ["apps/ks.yaml", "apps/app/a.yaml"] as const) {
        expect([OLD[name], NEW[name]], `${name} after a crash at call ${call}`).toContain(found[name]);
      }
      writeTree(root, rendered(NEW), { owner });
      expect(listTree(root), `after a crash at call ${call}`).toEqual(expected);
    });
    expect(total).toBeGreaterThan(40);
  });

  it("is completed by the next run with other settings, without force", () => {
    const expected = cleanRender(OTHER);
    sweep(copies(), (root, call) => {
      writeTree(root, rendered(OTHER), { owner });
      expect(listTree(root), `after a crash at call ${call}`).toEqual(expected);
    });
  });

  it("is undone by the next run with the old settings, without force", () => {
    const expected = cleanRender(OLD);
    sweep(copies(), (root, call) => {
      writeTree(root, rendered(OLD), { owner });
      expect(listTree(root), `after a crash at call ${call}`).toEqual(expected);
    });
  });

  it("while it removes all that is ours is completed, with no folder left", () => {
    const expected = cleanRender({});
    const check = (root: string, call: number) => {
      writeTree(root, [], { owner });
      expect(listTree(root), `after a crash at call ${call}`).toEqual(expected);
    };
    sweep(copies(), check, []);
  });

  it("is completed in a root that did not exist", () => {
    const fresh = () => path.join(scratch(), "new");
    const clean = scratch();
    writeTree(clean, rendered(NEW), { owner });
    const expected = listTree(clean);
    sweep(fresh, (root, call) => {
      writeTree(root, rendered(NEW), { owner });
      expect(listTree(root), `after a crash at call ${call}`).toEqual(expected);
    });
  });
});

describe("two crashes in a row with different settings", () => {
  it("are completed by the third run, without force", () => {
    const expected = cleanRender(OLD);
    const existing = copies();
    const calls = changingCalls(existing, rendered(NEW)).slice(5);
    for (const first of calls.filter((_, index) => index % 4 === 0)) {
      for (const second of calls.filter((_, index) => index % 5 === 0)) {
        const root = existing();
        crashAt(root, rendered(NEW), first, true);
        crashAt(root, rendered(OTHER), second, true);
        writeTree(root, rendered(OLD), { owner });
        expect(listTree(root), `after crashes at ${first} and ${second}`).toEqual(expected);
        fs.rmSync(path.dirname(root), { recursive: true });
      }
    }
  });
});

describe("durability", () => {
  it("syncs every file before it is renamed, and every folder before the record is", () => {
    const root = copies()();
    const calls = callsOf((deps) => writeTree(root, rendered(NEW), { owner, deps }));
    const synced = new Set<string>();
    let open = "";
    let unsynced = new Set<string>();
    for (const call of calls) {
      if (call.name === "openSync") open = call.path ?? "";
      if (call.name === "fsyncSync") synced.add(open);
      if (call.name === "fsyncSync") unsynced.delete(open);
      if (call.name !== "renameSync") continue;
      const from = call.path ?? "";
      expect(synced, `${from} is synced before its rename`).toContain(from);
      const isRecord = path.dirname(from).endsWith(".kokoro");
      if (isRecord) expect([...unsynced], "no rename waits for its folder's sync").toEqual([]);
      unsynced = new Set([...unsynced, path.dirname(from)]);
    }
    expect([...unsynced]).toEqual([]);
  });
});
