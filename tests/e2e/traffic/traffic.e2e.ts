import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, describe, expect, it, onTestFinished } from "vitest";
import type { SettingsInput } from "../../../config/schema/settings";
import { Waypoint } from "./envoy";
import { type Answer, type Load, load, percentOk, quantile } from "./load";
import { Server, startServers } from "./servers";

/**
 * Real Envoy, Istio's own routes for our configuration, three stand-in servers. A second here stands
 * for 100 s on a CPU: the answers take a hundredth of their time, and so do the limits of `web`.
 */
const SPEECH: SettingsInput = { replicas: 3 };

/** The `web` policy: 30 s per try and 90 s in all, a hundredth of each. */
const WEB: SettingsInput = {
  replicas: 3,
  retries: { policy: "web", perTryTimeout: "300ms" },
  timeout: "900ms",
};

/** Stands for 80 words on a CPU (9.6 s), or is 12 words on a GPU: 96 ms. */
const SHORT = { words: 12 };
const MILLISECONDS_PER_WORD = 8;
const CALLERS = 10;

/** Length of the load in which a server dies, and of the long stream: short enough for every change. */
const LOAD_SECONDS = Number(process.env.KOKORO_LOAD_SECONDS ?? 12);
const LONG_STREAM_SECONDS = Number(process.env.KOKORO_LONG_STREAM_SECONDS ?? 20);

/** Time for a test to start and end beside its load. */
const MARGIN = 60_000;

interface Row {
  readonly scenario: string;
  readonly policy: string;
  readonly requests: number;
  readonly ok: string;
  readonly tries: string;
  readonly p50: string;
  readonly p99: string;
}

const rows: Row[] = [];
afterAll(() => console.table(rows));

interface Rig {
  readonly waypoint: Waypoint;
  readonly servers: Server[];
}

/** Three servers behind a waypoint, gone when the test ends. */
async function rig(config: SettingsInput, millisecondsPerWord = MILLISECONDS_PER_WORD): Promise<Rig> {
  const servers = await startServers(3, millisecondsPerWord);
  const waypoint = await Waypoint.start(
    config,
    servers.map(({ port }) => port),
  );
  onTestFinished(async () => {
    await waypoint.stop();
    for (const server of servers) server.kill();
  });
  return { waypoint, servers };
}

interface Measured {
  readonly answers: readonly Answer[];
  readonly percent: number;
  /** Tries upstream for each request. */
  readonly tries: number;
}

/** Puts load on, and lets something happen a third of the way. */
async function measure(
  [scenario, policy]: [string, string],
  { waypoint }: Rig,
  options: Load,
  event?: () => Promise<void>,
): Promise<Measured> {
  const [answers] = await Promise.all([
    load(waypoint.url, options),
    event && sleep(options.milliseconds / 3).then(event),
  ]);
  const tries = 1 + (await waypoint.stat("upstream_rq_retry")) / answers.length;
  const percent = percentOk(answers);
  const seconds = (share: number) => `${(quantile(answers, share) / 1000).toFixed(2)} s`;
  rows.push({
    scenario,
    policy,
    requests: answers.length,
    ok: `${percent.toFixed(2)} %`,
    tries: tries.toFixed(3),
    p50: seconds(0.5),
    p99: seconds(0.99),
  });
  return { answers, percent, tries };
}

describe("a server killed under load", { timeout: LOAD_SECONDS * 1000 + MARGIN }, () => {
  const killed = "1 of 3 servers killed, 10 callers";
  const kill = (stage: Rig) => async () => stage.servers[0]?.kill();
  const tenCallers = { callers: CALLERS, milliseconds: LOAD_SECONDS * 1000, ...SHORT };

  it.each([
    ["web, answers of 10 s", WEB],
    ["web, answers of 0.1 s", { replicas: 3, retries: "web" as const }],
    ["speech without reset", { replicas: 3, retries: { retryOn: "connect-failure,refused-stream,503" } }],
  ])("is measured with other policies (%s)", async (policy, config) => {
    const stage = await rig(config);
    const { percent, tries } = await measure([killed, policy], stage, tenCallers, kill(stage));
    // The figures are for the table; that the death was felt shows that they mean something.
    expect(tries > 1 || percent < 100).toBe(true);
  });

  it("loses no request without streaming", async () => {
    const stage = await rig(SPEECH);
    const { answers, percent, tries } = await measure([killed, "speech"], stage, tenCallers, kill(stage));
    expect(answers.filter(({ refused }) => refused)).toHaveLength(0);
    expect(percent).toBeGreaterThanOrEqual(99.5);
    expect(tries).toBeLessThanOrEqual(1.05);
  });

  it("cuts only the streams that it was speaking", async () => {
    const stage = await rig(SPEECH);
    const streams = { ...tenCallers, milliseconds: 9000, words: 40, stream: true };
    const { answers } = await measure([`${killed}, streams`, "speech"], stage, streams, kill(stage));
    expect(answers.filter(({ ok }) => !ok).length).toBeLessThanOrEqual(CALLERS);
  });
});

describe("all servers slow", () => {
  // 1000 words at 0.4 s of audio each and a real-time factor of 0.3 are 120 s: 1.2 s here.
  const slow = { callers: CALLERS, milliseconds: 8000, words: 1000 };
  const scenario = "all 3 servers slow";

  it("makes no retry storm, and every request succeeds", async () => {
    const stage = await rig(SPEECH, 1.2);
    const { percent, tries } = await measure([scenario, "speech"], stage, slow);
    expect(tries).toBeLessThanOrEqual(1.2);
    expect(percent).toBe(100);
  });

  it("makes a retry storm with the policy of short requests", async () => {
    const stage = await rig(WEB, 1.2);
    const { tries } = await measure([scenario, "web"], stage, slow);
    expect(tries).toBeGreaterThan(1.5);
  });
});

describe("overload", () => {
  const sixty = { callers: 60, milliseconds: 6000, words: 40, pause: 500 };

  it("is answered with 503 at once, and the admitted are served", async () => {
    const stage = await rig(SPEECH);
    const { answers, tries } = await measure(["overload, 60 callers", "speech"], stage, sixty);
    const refused = answers.filter((answer) => answer.refused);
    const admitted = answers.filter((answer) => !answer.refused);
    expect(refused.length).toBeGreaterThan(0);
    expect(new Set(refused.map(({ status }) => status))).toEqual(new Set([503]));
    expect(quantile(refused, 0.5)).toBeLessThan(100);
    expect(percentOk(admitted)).toBe(100);
    // Were refusals retried, it would be two and more; a connection that idled out may be.
    expect(tries).toBeLessThan(1.05);
  });

  it("makes everyone wait where admission is off", async () => {
    const stage = await rig({ ...SPEECH, admission: false });
    const { answers } = await measure(["overload, 60 callers", "speech, no admission"], stage, sixty);
    expect(answers.filter(({ refused }) => refused)).toHaveLength(0);
    expect(quantile(answers, 0.5)).toBeGreaterThan(4 * 40 * MILLISECONDS_PER_WORD);
  });
});

describe("a long stream", () => {
  it(`of ${LONG_STREAM_SECONDS} s is not cut`, { timeout: LONG_STREAM_SECONDS * 1000 + MARGIN }, async () => {
    const stage = await rig(SPEECH, 100);
    const options = { callers: 1, milliseconds: 1, words: LONG_STREAM_SECONDS * 10, stream: true };
    const { answers } = await measure([`stream of ${LONG_STREAM_SECONDS} s`, "speech"], stage, options);
    expect(answers.map(({ ok }) => ok)).toEqual([true]);
    expect(answers[0]?.milliseconds).toBeGreaterThanOrEqual(LONG_STREAM_SECONDS * 1000);
  });

  it("is cut by the web policy's timeout", async () => {
    const stage = await rig(WEB, 100);
    const options = { callers: 1, milliseconds: 1, words: 30, stream: true };
    const { answers } = await measure(["stream of 3 s (300 s)", "web"], stage, options);
    expect(answers.map(({ ok }) => ok)).toEqual([false]);
  });
});

describe("a rollout under load", () => {
  /** As the Deployment does it: a new server first, then an old one out of the endpoints, then SIGTERM. */
  async function rollOut({ waypoint, servers }: Rig): Promise<void> {
    for (const old of [...servers]) {
      const fresh = await Server.start(MILLISECONDS_PER_WORD);
      servers.push(fresh);
      await waypoint.setEndpoints(servers.map(({ port }) => port));
      servers.splice(servers.indexOf(old), 1);
      await waypoint.setEndpoints(servers.map(({ port }) => port));
      await sleep(500);
      await old.terminate();
    }
  }

  it.each([
    ["answers without streaming", SHORT],
    ["streams", { words: 40, stream: true }],
  ])("loses nothing: %s", async (kind, what) => {
    const stage = await rig(SPEECH);
    const options = { callers: CALLERS, milliseconds: 10_000, ...what };
    const roll = () => rollOut(stage);
    const { percent } = await measure([`rollout of 3 servers, ${kind}`, "speech"], stage, options, roll);
    expect(percent).toBe(100);
  });
});
