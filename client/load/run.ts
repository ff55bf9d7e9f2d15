import { asCommandFailure } from "../client-error";
import { Interrupted, SpeechFailure } from "../failure";
import type { Server } from "../http";
import { pause } from "../pause";
import type { SpeechRequest } from "../request";
import { synthesize } from "../speech";
import { eachArrival } from "./arrivals";
import type { LoadPlan } from "./options";
import type { Outcome, Recorder } from "./recorder";
import type { Samples } from "./samples";
import { textOfWords } from "./texts";

interface LoadRun {
  readonly server: Server;
  readonly plan: LoadPlan;
  readonly recorder: Recorder;
  readonly samples: Samples | undefined;
  readonly signal: AbortSignal;
  /** Ends the run with an error that every request would end with. */
  readonly giveUp: (error: SpeechFailure) => void;
  readonly requests: readonly { readonly words: number; readonly body: SpeechRequest }[];
}

/** Sends the request of that number. @param due when it should have been sent: latency counts from there */
async function send(run: LoadRun, number: number, due: number): Promise<void> {
  const { recorder, server, signal } = run;
  const request = run.requests[number % run.requests.length];
  if (!request) return;
  recorder.begin();
  const sent = performance.now();
  const late = (sent - due) / 1000;
  const { words, body } = request;
  const end = (outcome: Outcome): void => {
    recorder.end(outcome);
    run.samples?.add({ due, sent, ended: performance.now(), outcome });
  };
  try {
    const result = await synthesize(server, body, { signal });
    end({
      ok: true,
      words,
      firstByteSeconds: late + result.firstByteSeconds,
      totalSeconds: late + result.totalSeconds,
      audioSeconds: result.audioSeconds,
      bytes: result.bytes,
    });
  } catch (error) {
    if (error instanceof Interrupted) recorder.drop();
    else if (error instanceof SpeechFailure) {
      end({ ok: false, words, cause: error.reason, message: error.message });
      if (error.isHopeless && recorder.all.ok === 0) run.giveUp(error);
    } else throw error;
  }
}

/** Callers start this far apart, in milliseconds: answers that came in one burst would wait for each other here. */
const APART = 2;
/** The last caller starts after this many milliseconds at most. */
const ALL_STARTED = 1000;

async function closedLoop(run: LoadRun, concurrency: number): Promise<void> {
  const end = performance.now() + run.plan.duration * 1000;
  const apart = Math.min(APART, ALL_STARTED / concurrency);
  let next = 0;
  const caller = async (_: unknown, index: number) => {
    await pause(index * apart, run.signal);
    while (next < run.plan.requests && performance.now() < end && !run.signal.aborted) {
      await send(run, next++, performance.now());
    }
  };
  await Promise.all(Array.from({ length: concurrency }, caller));
}

async function openLoop(run: LoadRun, rate: number): Promise<void> {
  const { requests, duration } = run.plan;
  const count = Math.min(requests, Math.ceil(duration * rate));
  const sent = new Set<Promise<void>>();
  await eachArrival({ interval: 1000 / rate, count, signal: run.signal }, (number, due) => {
    const one = send(run, number, due).finally(() => sent.delete(one));
    sent.add(one);
  });
  await Promise.all(sent);
}

/**
 * Sends the load and waits for its answers; after an interruption the recorder holds what came until then.
 * @throws CommandFailure where no request can get through, as with a bad certificate
 */
export async function runLoad(
  server: Server,
  plan: LoadPlan,
  recorder: Recorder,
  signal: AbortSignal,
  samples?: Samples,
): Promise<void> {
  const requests = plan.words.map((words) => ({
    words,
    body: {
      input: textOfWords(words),
      response_format: plan.format,
      stream: plan.stream,
      ...(plan.voice !== undefined && { voice: plan.voice }),
    },
  }));
  const hopeless = new AbortController();
  const run = {
    server,
    plan,
    recorder,
    samples,
    requests,
    signal: AbortSignal.any([signal, hopeless.signal]),
    giveUp: (error: SpeechFailure) => hopeless.abort(error),
  };
  if (plan.arrivals.kind === "closed") await closedLoop(run, plan.arrivals.concurrency);
  else await openLoop(run, plan.arrivals.rate);
  if (hopeless.signal.aborted) throw asCommandFailure(hopeless.signal.reason);
}
