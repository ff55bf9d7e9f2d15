import { randomBytes } from "node:crypto";
import { closeSync, fsyncSync, openSync, renameSync, rmSync, statSync, writeSync } from "node:fs";
import path from "node:path";
import { CommandFailure } from "../common/exit";
import { nodeDeps } from "../common/files/deps";
import { failureReason } from "../common/files/failures";
import { kindOf } from "../common/files/paths";
import { makeFolders, syncFolder } from "../common/files/primitives";
import type { AudioSink } from "./speech";

/** A failure of the file system in words. */
export function writeFailure(file: string, error: unknown): CommandFailure {
  return new CommandFailure(`cannot write ${file}: ${failureReason(error)}`);
}

/** Temporary files that exist now; removed even when the process ends in the middle. */
const unfinished = new Set<string>();
process.once("exit", () => {
  for (const file of unfinished) rmSync(file, { force: true });
});

/**
 * A file that appears under its name only when it is complete; until then nobody sees a part of it. Written
 * synchronously: audio comes slowly, and a disk that is full ends the exchange at once.
 */
export class OutputFile implements AudioSink {
  private descriptor: number | undefined;
  /** Where it is written until it is complete. */
  readonly temporary: string;

  constructor(readonly file: string) {
    // A name that nobody can guess, and below made anew: whoever may write to the folder could put a link there.
    this.temporary = path.join(path.dirname(file), `.kokoro-${randomBytes(8).toString("hex")}.part`);
  }

  /** Opens the file, or empties it. @throws CommandFailure */
  restart(): void {
    this.guard(() => {
      // A rename would put a file in the place of a device such as /dev/null.
      const isFile = statSync(this.file, { throwIfNoEntry: false })?.isFile() ?? true;
      if (!isFile) throw new Error("it exists and is no regular file");
      this.discard();
      this.descriptor = openSync(this.temporary, "wx", 0o644);
      unfinished.add(this.temporary);
    });
  }

  /** @throws CommandFailure */
  write(piece: Buffer): void {
    this.guard(() => {
      for (let at = 0; at < piece.length; ) at += writeSync(this.open(), piece, at);
    });
  }

  /** Puts the file in its place, over an older one. @throws CommandFailure */
  commit(): void {
    this.guard(() => {
      fsyncSync(this.open());
      closeSync(this.open());
      this.descriptor = undefined;
      renameSync(this.temporary, this.file);
      syncFolder(nodeDeps, path.dirname(this.file));
      unfinished.delete(this.temporary);
    });
  }

  /** Removes what was written. */
  discard(): void {
    if (this.descriptor !== undefined) closeSync(this.descriptor);
    this.descriptor = undefined;
    if (unfinished.delete(this.temporary)) rmSync(this.temporary, { force: true });
  }

  private open(): number {
    if (this.descriptor === undefined) throw new Error("the file is closed");
    return this.descriptor;
  }

  private guard(work: () => void): void {
    try {
      work();
    } catch (error) {
      throw writeFailure(this.file, error);
    }
  }
}

/** Tries whether a file can be made there, before the work for it begins. @throws CommandFailure */
export function checkWritable(file: string): void {
  const output = new OutputFile(file);
  try {
    output.restart();
  } finally {
    output.discard();
  }
}

/** Runs `work` on a new file: committed where it succeeds, gone where it throws. */
export async function withOutputFile<T>(
  file: string,
  work: (output: OutputFile) => Promise<T> | T,
): Promise<T> {
  const output = new OutputFile(file);
  try {
    const value = await work(output);
    output.commit();
    return value;
  } catch (error) {
    output.discard();
    throw error;
  }
}

/** Writes a whole file in one step. */
export function writeWholeFile(file: string, content: string | Buffer): void {
  const output = new OutputFile(file);
  try {
    output.restart();
    output.write(Buffer.from(content));
    output.commit();
  } catch (error) {
    output.discard();
    throw error;
  }
}

/** Makes a folder and those above it. @throws CommandFailure */
export function makeFolder(folder: string): void {
  try {
    const absolute = path.resolve(folder);
    if (kindOf(nodeDeps, absolute) !== "folder") makeFolders(nodeDeps, absolute);
    if (!statSync(absolute).isDirectory()) throw new Error("a file of that name exists");
  } catch (error) {
    throw writeFailure(folder, error);
  }
}
