import { readFileSync } from "node:fs";
import path from "node:path";
import { execa } from "execa";
import { afterEach } from "vitest";
import type { Limits } from "../../../client/deadlines";
import { connectTo, type Server } from "../../../client/http";
import type { SpeechRequest } from "../../../client/request";
import { type DevServer, type DevServerOptions, startDevServer } from "../../../dev-server/server";

const ROOT = path.join(__dirname, "../../..");
const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** Calls a function when the test has ended. */
export function cleanUpWith(cleanup: () => unknown): void {
  cleanups.push(cleanup);
}

/** A dev-server that ends with the test; fast, unless the options say otherwise. */
export async function devServer(options: DevServerOptions = {}): Promise<DevServer> {
  const server = await startDevServer({ realTimeFactor: 0.001, ...options });
  cleanups.push(() => server.destroy());
  return server;
}

/** A client that ends with the test. */
export function client(
  url: string,
  limits: Partial<Limits> = {},
  headers: Record<string, string> = {},
): Server {
  const server = connectTo({ url, limits, headers });
  cleanups.push(() => server.close());
  return server;
}

/** A client whose every request meets the given fault. */
export async function faultyClient(fault: string, limits: Partial<Limits> = {}): Promise<Server> {
  return client((await devServer()).url, limits, { "x-dev-fault": fault });
}

export { folderOfTest as temporaryFolder } from "../../support/temporary";

export function request(fields: Partial<SpeechRequest> = {}): SpeechRequest {
  return { input: "One two three four five.", response_format: "mp3", stream: false, ...fields };
}

export function fixture(name: string): Buffer {
  return readFileSync(path.join(ROOT, "tests/fixtures", name));
}

/** The built CLI, in a process of its own. */
export function kokoro(
  args: readonly string[],
  options: { cwd?: string; env?: Record<string, string> } = {},
) {
  const child = execa(process.execPath, [path.join(ROOT, "dist/cli/kokoro.js"), ...args], {
    reject: false,
    stdin: "ignore",
    timeout: 15_000,
    killSignal: "SIGKILL",
    ...options,
  });
  cleanups.push(() => child.kill("SIGKILL"));
  return child;
}

/** Waits until `check` holds. */
export async function eventually(check: () => boolean, seconds = 10): Promise<void> {
  const end = Date.now() + seconds * 1000;
  while (!check()) {
    if (Date.now() > end) throw new Error("it did not come to that");
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
