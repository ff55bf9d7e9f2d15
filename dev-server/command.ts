import { stderr, stdout } from "node:process";
import { CommandFailure } from "../common/exit";
import { printable } from "../common/printable";
import { ProblemList } from "../common/problem-list";
import { FAULTS, type Fault, parseFault } from "./faults";
import { type DevServer, startDevServer } from "./server";

export interface DevServerFlags {
  readonly port: string;
  readonly host: string;
  readonly realTimeFactor: string;
  readonly fault?: string;
  readonly quiet?: boolean;
}

const NOTICE = `This is NOT Kokoro: it answers with tones, not with speech, to try the tools without a cluster.
`;

function readFault(text: string | undefined, problems: ProblemList): Fault | undefined {
  if (text === undefined) return undefined;
  const fault = parseFault(text);
  const fix = "write truncate, or truncate:2 for the first two requests";
  if (!fault) problems.add("--fault", text, `must be one of ${Object.keys(FAULTS).join(", ")}`, fix);
  return fault;
}

async function start(flags: DevServerFlags): Promise<DevServer> {
  const problems = new ProblemList();
  const port = problems.number("--port", flags.port, {
    most: 65535,
    whole: true,
    fix: "write 8880, or 0 for any",
  });
  const fix = "write 0.02 for a fast GPU, 0.3 for a CPU";
  const realTimeFactor = problems.number("--real-time-factor", flags.realTimeFactor, { most: 100, fix });
  const fault = readFault(flags.fault, problems);
  problems.throwIfAny();
  const log = (method: string, path: string) =>
    stderr.write(`${new Date().toISOString()} ${method} ${printable(path)}\n`);
  try {
    return await startDevServer({
      port,
      host: flags.host,
      realTimeFactor,
      ...(fault && { fault }),
      ...(!flags.quiet && { onRequest: log }),
    });
  } catch (error) {
    throw new CommandFailure(`cannot listen on ${flags.host}:${flags.port}: ${(error as Error).message}`);
  }
}

/** `kokoro dev-server`: serves until SIGTERM or Ctrl-C; as the real server, it then completes what is under way. */
export async function devServer(flags: DevServerFlags): Promise<void> {
  const server = await start(flags);
  stdout.write(`${NOTICE}Listening on ${server.url} (Ctrl-C ends it)\n`);
  await new Promise<void>((resolve) => {
    let isStopping = false;
    const stop = () => {
      if (isStopping) server.destroy();
      isStopping = true;
      server.close().then(resolve);
    };
    process.on("SIGTERM", stop);
    process.on("SIGINT", stop);
  });
}
