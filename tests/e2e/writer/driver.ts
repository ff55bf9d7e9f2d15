/**
 * A process that writes trees for the tests to kill, stop and starve. Argument: a `Job` as JSON.
 * Ends with 0, or with 2 and the problems on stderr, as the CLI does.
 */
import * as fs from "node:fs";
import { InputError } from "../../../common/problem";
import type { RenderedFile } from "../../../render/file";
import { nodeDeps, type WriterDeps, writeTree } from "../../../repository/write";
import { CHANGING } from "../../unit/repository/write/watched-fs";

export interface Job {
  readonly root: string;
  readonly owner: string;
  /** Written one after the other, again and again if `forever`. */
  readonly renderings: readonly (readonly RenderedFile[])[];
  readonly forever?: boolean;
  /** Kills this process before the call with this number, counted from 0, of those that change the disk. */
  readonly killAt?: number;
  /** Stops at the first file written until this path exists. */
  readonly waitFor?: string;
}

function changes(name: string): boolean {
  return name === "openSync" || CHANGING.includes(name);
}

function killingDeps(killAt: number): WriterDeps {
  let calls = 0;
  const watched = new Proxy(fs, {
    get(target, name: keyof typeof fs) {
      const original = target[name];
      if (typeof original !== "function") return original;
      return (...args: unknown[]) => {
        if (changes(name) && calls++ === killAt) process.kill(process.pid, "SIGKILL");
        return Reflect.apply(original, target, args);
      };
    },
  });
  return { ...nodeDeps, fs: watched };
}

function pause(until: string): void {
  while (!fs.existsSync(until)) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
}

function run(job: Job): void {
  const deps = job.killAt === undefined ? nodeDeps : killingDeps(job.killAt);
  const { waitFor } = job;
  const onChange = () => {
    fs.writeSync(1, "writing\n");
    if (waitFor !== undefined) pause(waitFor);
  };
  do {
    for (const files of job.renderings) writeTree(job.root, files, { owner: job.owner, deps, onChange });
  } while (job.forever);
}

try {
  run(JSON.parse(process.argv[2] ?? "") as Job);
} catch (error) {
  if (!(error instanceof InputError)) throw error;
  fs.writeSync(2, `${error.message}\n`);
  process.exitCode = 2;
}
