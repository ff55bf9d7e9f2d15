import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { toneWriter } from "../../devserver/tone";
import { FORMATS, type SpeechFormat } from "../formats";
import { connectTo } from "../http";
import { pause } from "../pause";
import type { LoadPlan } from "./options";
import { Recorder } from "./recorder";
import { runLoad } from "./run";

/** The server of the rehearsal has a thread, so that what this one compiles for is the client alone. */
const STUB = `
const { parentPort, workerData: { audio, type, milliseconds } } = require("node:worker_threads");
const head = { "content-type": type, "content-length": audio.length };
const server = require("node:http").createServer((request, response) => {
  request.resume();
  setTimeout(() => response.writeHead(200, head).end(audio), milliseconds);
});
server.listen(0, "127.0.0.1", () => parentPort.postMessage(server.address().port));
`;
const MILLISECONDS = 50;
const AUDIO_SECONDS = 3;
/** Requests a second; with fewer it would take long, with more the two threads would wait for each other. */
const RATE = 1000;
const AT_ONCE = (RATE * MILLISECONDS) / 1000;
/** Below the first number code is not compiled, beyond the second there is hardly any left. */
const [FEWEST, MOST] = [200, 3000];
/** Until what is compiled in the background is done, in milliseconds. */
const SETTLE = 300;

function startStub(format: SpeechFormat): Worker {
  const tone = toneWriter(format, 220);
  const audio = Buffer.concat([tone.next(AUDIO_SECONDS), tone.end()]);
  const workerData = { audio, type: FORMATS[format].contentType, milliseconds: MILLISECONDS };
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
 * Runs the load against a server of its own first, which takes 0.5 to 4 seconds: this process compiles what it needs
 * while it runs, and would otherwise count that as the latency of the server under test. Nothing is sent to that one.
 * @returns what came of it, which is no figure of any server
 */
export async function rehearse(plan: LoadPlan, signal: AbortSignal): Promise<Recorder> {
  const recorder = new Recorder();
  const stub = startStub(plan.format);
  try {
    const [port] = await once(stub, "message");
    const server = connectTo({ url: `http://127.0.0.1:${port}` });
    await runLoad(server, rehearsalOf(plan), recorder, signal);
    await server.close();
    await pause(SETTLE, signal);
    return recorder;
  } finally {
    await stub.terminate();
  }
}
