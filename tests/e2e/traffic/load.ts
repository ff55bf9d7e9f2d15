import { setTimeout as sleep } from "node:timers/promises";
import { Agent, request } from "undici";

export interface Answer {
  readonly ok: boolean;
  readonly status: number | undefined;
  /** The waypoint itself said no, because too many requests are under way. */
  readonly refused: boolean;
  readonly milliseconds: number;
}

export interface Load {
  readonly callers: number;
  /** Each caller asks again and again until this is over, and ends what it has begun. */
  readonly milliseconds: number;
  readonly words: number;
  readonly stream?: boolean;
  /** Pause of a caller after an answer that it could not use. */
  readonly pause?: number;
}

/** Largest number of requests of one load, whatever happens. */
const MOST_REQUESTS = 5000;

/** Concurrent callers without retries of their own. */
export async function load(url: string, options: Load): Promise<Answer[]> {
  const agent = new Agent({ connections: options.callers, pipelining: 1, headersTimeout: 0, bodyTimeout: 0 });
  const answers: Answer[] = [];
  const end = Date.now() + options.milliseconds;
  const caller = async () => {
    do {
      const answer = await ask(url, agent, options);
      answers.push(answer);
      if (!answer.ok) await sleep(options.pause ?? 50);
    } while (Date.now() < end && answers.length < MOST_REQUESTS);
  };
  await Promise.all(Array.from({ length: options.callers }, caller));
  await agent.close();
  return answers;
}

async function ask(url: string, dispatcher: Agent, { words, stream = false }: Load): Promise<Answer> {
  const body = JSON.stringify({ input: Array.from({ length: words }, () => "word").join(" "), stream });
  const start = performance.now();
  let status: number | undefined;
  let refused = false;
  let bytes = 0;
  try {
    const response = await request(`${url}/v1/audio/speech`, { method: "POST", body, dispatcher });
    status = response.statusCode;
    refused = response.headers["x-envoy-overloaded"] === "true";
    for await (const chunk of response.body) bytes += (chunk as Buffer).length;
  } catch {
    return { ok: false, status, refused, milliseconds: performance.now() - start };
  }
  // A stream that was cut can end with status 200: only the length tells.
  return {
    ok: status === 200 && bytes === words * 100,
    status,
    refused,
    milliseconds: performance.now() - start,
  };
}

export function percentOk(answers: readonly Answer[]): number {
  return (100 * answers.filter(({ ok }) => ok).length) / answers.length;
}

export function quantile(answers: readonly Answer[], share: number): number {
  const sorted = answers.map(({ milliseconds }) => milliseconds).sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}
