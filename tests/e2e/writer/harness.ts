import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { buildSync } from "esbuild";
import type { Job } from "./driver";

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stderr: string;
}

export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Resolves when the first file is written. */
  readonly writing: Promise<void>;
}

/** Bundles the driver into a folder that every user can read, and returns its path. */
export function buildDriver(folder: string): string {
  const outfile = path.join(folder, "driver.js");
  const entryPoints = [path.join(__dirname, "driver.ts")];
  buildSync({ entryPoints, outfile, bundle: true, platform: "node", logLevel: "error" });
  return outfile;
}

/** Starts a process that does a job. */
export function start(driver: string, job: Job, options: { uid?: number } = {}): Running {
  const child = spawn(process.execPath, [driver, JSON.stringify(job)], { ...options, cwd: "/" });
  let stderr = "";
  child.stderr.on("data", (data) => {
    stderr += data;
  });
  return {
    child,
    writing: new Promise((resolve) => child.stdout.once("data", () => resolve())),
    ended: new Promise((resolve) => child.once("close", (code, signal) => resolve({ code, signal, stderr }))),
  };
}

/** A folder for one test file. */
export function workFolder(): string {
  const folder = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), "kokoro-writer-e2e-"));
  fs.chmodSync(folder, 0o755);
  return folder;
}

/** A file system in memory of a given size, so that a full or read-only disk is a real one. Needs root. */
export function mountTmpfs(folder: string, size: string): void {
  fs.mkdirSync(folder, { recursive: true });
  mount(["-t", "tmpfs", "-o", `size=${size}`, "kokoro-test", folder]);
}

export function remount(folder: string, options: string): void {
  mount(["-o", `remount,${options}`, folder]);
}

function mount(args: readonly string[]): void {
  try {
    execFileSync("mount", args, { stdio: "pipe" });
  } catch (error) {
    throw new Error(
      "this test needs the right to mount a tmpfs: run the end-to-end tests as root, " +
        `in a container with --cap-add SYS_ADMIN. mount said: ${String((error as { stderr?: Buffer }).stderr)}`,
    );
  }
}

export function unmount(folder: string): void {
  execFileSync("umount", [folder], { stdio: "pipe" });
}
