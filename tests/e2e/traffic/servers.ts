import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

/** A stand-in server in a process of its own. */
export class Server {
  private constructor(
    private readonly process: ChildProcess,
    readonly port: number,
  ) {}

  static async start(millisecondsPerWord: number): Promise<Server> {
    const child = fork(join(__dirname, "stand-in.mjs"), [String(millisecondsPerWord)], { execArgv: [] });
    const [port] = (await once(child, "message")) as [number];
    return new Server(child, port);
  }

  /** Dies at once, as when the kernel kills it for its memory. */
  kill(): void {
    this.process.kill("SIGKILL");
  }

  /** Ends what it has begun. @returns after its end */
  async terminate(): Promise<void> {
    const ended = once(this.process, "exit");
    this.process.kill("SIGTERM");
    await ended;
  }
}

export function startServers(count: number, millisecondsPerWord: number): Promise<Server[]> {
  return Promise.all(Array.from({ length: count }, () => Server.start(millisecondsPerWord)));
}
