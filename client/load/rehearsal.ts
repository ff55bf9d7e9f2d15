import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { toneWriter } from "../../dev-server/tone";
import { FORMATS, type SpeechFormat } from "../../speech/formats";
import { connectTo, type ServerOptions } from "../http";
import { pause } from "../pause";
import type { LoadPlan } from "./options";
import { Recorder } from "./recorder";
import { runLoad } from "./run";

/**
 * The server of the rehearsal has a thread, so that what this one compiles for is the client alone. Its answers differ
 * as those of servers do: code that is compiled for one kind is thrown away at the first of another.
 */
const STUB = `
const { parentPort, workerData: { answers, type, milliseconds, closing } } = require("node:worker_threads");
let number = 0;
const server = require("node:http").createServer((request, response) => {
  request.resume();
  const isWhole = ++number % 2 === 0;
  const audio = answers[number % answers.length];
  response.sendDate = isWhole;
  const head = { "content-type": type, ...(isWhole && { "content-length": audio.length }) };
  if (number <= closing) head.connection = "close";
  setTimeout(() => response.writeHead(200, head).end(audio), milliseconds);
});
server.listen(0, "127.0.0.1", () => parentPort.postMessage(server.address().port));
`;
const MILLISECONDS = 50;
const SHORT_SECONDS = 3;
const LONG_SECONDS = 10;
/** Requests a second; with fewer it would take long, with more the two threads would wait for each other. */
const RATE = 1000;
const AT_ONCE = (RATE * MILLISECONDS) / 1000;
/** Below the first number code is not compiled, beyond the second there is hardly any left. */
const [FEWEST, MOST] = [200, 3000];
/**
 * A long rehearsal has a part before it in which every request opens a connection, since a load opens all of its own at
 * its start. It also brings an end of a load, at which V8 throws away what it compiled on the way.
 */
const OPENING = 500;
/** Until what is compiled in the background is done, in milliseconds. */
const SETTLE = 300;

function audioOf(format: SpeechFormat, seconds: number): Buffer {
  const tone = toneWriter(format, 220);
  return Buffer.concat([tone.next(seconds), tone.end()]);
}

/** @param closing how many of the first answers also close their connection */
function startStub(format: SpeechFormat, closing: number): Worker {
  const [short, long] = [audioOf(format, SHORT_SECONDS), audioOf(format, LONG_SECONDS)];
  // Odd in number, so that each comes in both kinds.
  const answers = [short, short, short, long, short, short, short];
  const workerData = { answers, type: FORMATS[format].contentType, milliseconds: MILLISECONDS, closing };
  return new Worker(STUB, { eval: true, workerData });
}

/** As many requests as the load itself will send, within limits. */
function rehearsalOf(plan: LoadPlan): LoadPlan {
  const { arrivals, requests, duration } = plan;
  const isOpen = arrivals.kind === "open";
  const planned = Math.min(requests, isOpen ? arrivals.rate * duration : Number.POSITIVE_INFINITY);
  return {
    ...plan,
    requests: Math.ceil(Math.min(MOST, Math.max(FEWEST, planned))),
    duration: Number.POSITIVE_INFINITY,
    words: [3],
    arrivals: isOpen ? { kind: "open", rate: RATE } : { kind: "closed", concurrency: AT_ONCE },
  };
}

/**
 * V8 compiles for memory that was never given away, and throws all of that code away when some first is. The parser
 * of the answers does that as soon as one is longer than those before.
 */
function giveMemoryAway(): void {
  const memory = new ArrayBuffer(1);
  structuredClone(memory, { transfer: [memory] });
}

/**
 * Runs the load against a server of its own first, which takes 1 to 4 seconds: this process compiles what it needs
 * while it runs, and would otherwise count that as the latency of the server under test. Nothing is sent to that one.
 * @returns what came of it, which is no figure of any server
 */
export async function rehearse(
  plan: LoadPlan,
  options: ServerOptions,
  signal: AbortSignal,
): Promise<Recorder> {
  const full = rehearsalOf(plan);
  const opening = full.requests > FEWEST ? OPENING : 0;
  const stub = startStub(plan.format, opening);
  try {
    const [port] = await once(stub, "message");
    giveMemoryAway();
    const play = async (requests: number): Promise<Recorder> => {
      const recorder = new Recorder();
      const server = connectTo({ ...options, url: `http://127.0.0.1:${port}` });
      await runLoad(server, { ...full, requests }, recorder, signal);
      await server.close();
      return recorder;
    };
    if (opening > 0) await play(opening);
    const recorder = await play(full.requests);
    await pause(SETTLE, signal);
    return recorder;
  } finally {
    await stub.terminate();
  }
}
