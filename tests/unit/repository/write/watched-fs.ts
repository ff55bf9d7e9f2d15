import * as crypto from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import type { FileSystem, WriterDeps } from "../../../../repository/write";

/** One call of the writer to the file system; the path is absent for calls on an open file. */
export interface Call {
  readonly name: keyof FileSystem;
  readonly path: string | undefined;
  /** Counts from 0 over all calls. */
  readonly index: number;
}

/** Calls that change the disk; the others only look. */
export const CHANGING: readonly string[] = [
  "fchmodSync",
  "fsyncSync",
  "mkdirSync",
  "renameSync",
  "rmdirSync",
  "unlinkSync",
  "writeFileSync",
];

/**
 * Node's file system with a look at each call before it happens. What `before` throws is thrown instead of
 * the call, and an array that it returns is other arguments for it.
 */
export function watchedFs(before: (call: Call, args: readonly unknown[]) => unknown): WriterDeps {
  let index = 0;
  const watched = new Proxy(fs, {
    get(target, name: keyof FileSystem) {
      const original = target[name];
      if (typeof original !== "function") return original;
      return (...args: unknown[]) => {
        const call = { name, path: typeof args[0] === "string" ? args[0] : undefined, index: index++ };
        const changed = before(call, args);
        return Reflect.apply(original, target, Array.isArray(changed) ? changed : args);
      };
    },
  });
  return { fs: watched, path, crypto };
}

/** The calls that a run makes. */
export function callsOf(run: (deps: WriterDeps) => void): Call[] {
  const calls: Call[] = [];
  run(watchedFs((call) => calls.push(call)));
  return calls;
}

/** An error as the system throws it. */
export function systemError(code: string, syscall: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${code}: ${syscall}`), { code, syscall, errno: -1 });
}
