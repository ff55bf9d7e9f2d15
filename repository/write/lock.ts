import * as os from "node:os";
import type { WriterDeps } from "../../common/files/deps";
import { kindOf, readIfRegular } from "../../common/files/paths";
import {
  makeFolders,
  removeFolders,
  removeIfThere,
  syncFolder,
  temporaryPath,
} from "../../common/files/primitives";
import { inputError } from "../../common/problem";
import { isAlive, lifeOf } from "./process-life";
import { RECORD_FOLDER } from "./record";
import { LOCK_NAME } from "./state";

interface Holder {
  readonly pid: number;
  readonly host: string;
  readonly owner: string;
  /** ISO 8601, UTC. */
  readonly since: string;
  /** Tells the process from a later one of the same id; absent where the system has no such thing. */
  readonly life?: string | undefined;
}

/** A lock without its line feed belongs to a run that is about to fill it, or died before: it gets this long. */
const UNFILLED_POLLS = 5;
const UNFILLED_POLL_MS = 20;
const ATTEMPTS = 20;

/**
 * Runs `action` as the only writer of a tree, whoever the owner is: pruning removes folders that another
 * owner's run may be about to fill. Makes the record folder, and removes what it made if the action fails.
 * Throws an InputError that names the holder where another run is alive.
 */
export function withLock<T>(deps: WriterDeps, root: string, owner: string, action: () => T): T {
  const folder = deps.path.join(root, RECORD_FOLDER);
  const made = makeFolders(deps, folder);
  const lock = deps.path.join(folder, LOCK_NAME);
  try {
    const token = acquire(deps, lock, owner);
    try {
      for (const each of made) syncFolder(deps, deps.path.dirname(each));
      return action();
    } finally {
      if (read(deps, lock) === token) removeIfThere(deps, lock);
    }
  } catch (error) {
    removeFolders(deps, made);
    throw error;
  }
}

/** Throws as `withLock` does where another run is alive; takes nothing. */
export function refuseIfLocked(deps: WriterDeps, root: string): void {
  const lock = deps.path.join(root, RECORD_FOLDER, LOCK_NAME);
  const text = read(deps, lock);
  if (text !== undefined) refuseIfAlive(deps, lock, text);
}

/** Returns the text of the lock that is now ours. */
function acquire(deps: WriterDeps, lock: string, owner: string): string {
  const { pid } = process;
  const since = new Date().toISOString();
  const holder: Holder = { pid, host: os.hostname(), owner, since, life: lifeOf(deps, pid) };
  const token = `${JSON.stringify(holder)}\n`;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    if (create(deps, lock, token)) {
      if (read(deps, lock) === token) return token;
      continue; // Taken over between the two calls by a run that found it unfilled.
    }
    const text = readFilled(deps, lock);
    if (text === undefined) continue;
    refuseIfAlive(deps, lock, text);
    takeOver(deps, lock, text);
  }
  throw busy(lock, "is taken and given back again and again", "end the other runs and run again");
}

function create(deps: WriterDeps, lock: string, token: string): boolean {
  let handle: number;
  try {
    handle = deps.fs.openSync(lock, "wx", 0o644);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    // A run that made the folder, and lost, has taken it away again: the next attempt needs it.
    if (code === "ENOENT") makeFolders(deps, deps.path.dirname(lock));
    if (code === "ENOENT" || code === "EEXIST") return false;
    throw error;
  }
  try {
    deps.fs.writeFileSync(handle, token);
  } catch (error) {
    removeIfThere(deps, lock);
    throw error;
  } finally {
    deps.fs.closeSync(handle);
  }
  return true;
}

function read(deps: WriterDeps, lock: string): string | undefined {
  const kind = kindOf(deps, lock);
  // Opened, a named pipe would wait for ever for somebody who writes into it.
  if (kind !== "file" && kind !== "absent")
    throw busy(lock, `must be a regular file, and is a ${kind}`, "remove it; kokoro keeps its lock there");
  try {
    return readIfRegular(deps, lock)?.toString("utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

function isFilled(text: string): boolean {
  return text.endsWith("\n");
}

function readFilled(deps: WriterDeps, lock: string): string | undefined {
  let text = read(deps, lock);
  for (let poll = 0; text !== undefined && !isFilled(text) && poll < UNFILLED_POLLS; poll++) {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, UNFILLED_POLL_MS);
    text = read(deps, lock);
  }
  return text;
}

/** A lock is stale where its process is dead on this host; our own id means an earlier life of a container. */
function refuseIfAlive(deps: WriterDeps, lock: string, text: string): void {
  if (!isFilled(text)) return;
  const holder = parseHolder(text);
  const byHand = `if no run is writing this tree, remove ${lock}`;
  if (!holder) throw busy(lock, "is no lock that this version can read", byHand);
  const who = `process ${holder.pid} on ${holder.host} has been writing ${holder.owner} since ${holder.since}`;
  if (holder.host !== os.hostname()) throw busy(lock, `another run is at work: ${who}`, byHand);
  if (holder.pid !== process.pid && isAlive(deps, holder.pid, holder.life)) {
    const fix = `wait for its end and run again; if process ${holder.pid} is no kokoro, its id was given anew: then remove ${lock}`;
    throw busy(lock, `another run is at work: ${who}`, fix);
  }
}

function parseHolder(text: string): Holder | undefined {
  try {
    const { pid, host, owner, since, life } = JSON.parse(text) as Partial<Holder>;
    if (!Number.isInteger(pid) || pid === undefined || pid <= 0 || typeof host !== "string") return undefined;
    return { pid, host, owner: String(owner), since: String(since), ...(life && { life: String(life) }) };
  } catch {
    return undefined;
  }
}

/**
 * Moves a stale lock away. By rename, so that of two runs only one gets it; who finds a lock in its hands
 * that is not the stale one (the other run was quicker) puts it back.
 */
function takeOver(deps: WriterDeps, lock: string, stale: string): void {
  const aside = temporaryPath(deps, `${lock}.${process.pid}`);
  try {
    deps.fs.renameSync(lock, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return;
    throw error;
  }
  if (read(deps, aside) === stale) removeIfThere(deps, aside);
  else deps.fs.renameSync(aside, lock);
}

function busy(lock: string, rule: string, fix: string) {
  return inputError({ key: lock, rule, fix });
}
