// What `kokoro load` adds to what it measures, and what it costs beside autocannon.
//
//   npm run build -- --cli && node bench/load-overhead.mjs
//
// A server of its own process answers every request with the same 26 kB of MP3 after a fixed time, and keeps the
// latencies that it really gave (its timers are late too). Error = percentile seen by the client - percentile given
// by the server, both of the same run. Two parts: 500 requests a second that take 200 ms each, so 100 at a time that
// do not come in bursts, for the error, and so many of them that the 100 first ones, which wait for a connection that
// the server does not count, are under 1 %; 100 callers as fast as 100 ms allow, for the CPU per request, which is the
// difference of a long and a short run, so that start-up does not count.
//
// A virtual machine stops for milliseconds at a time, which every client sees: `gaps` is the share of a second in
// which a loop that does nothing else was held up for over a millisecond. Our own part of the error is therefore
// what goes beyond that of the least possible client, in the same round; and since such stops only add, the quietest
// round says most.
import { execFileSync, fork, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = join(fileURLToPath(import.meta.url), "../..");
const PROCESSES = join(ROOT, "bench/load-processes.mjs");
const AT_ONCE = 100;
const STEADY = { milliseconds: 200, rate: 500, requests: 12_000 };
const FAST = { milliseconds: 100, short: 1000, long: 5000 };
const ROUNDS = Number(process.env.ROUNDS ?? 3);

async function control(url) {
  const { output, cpu } = measure([
    process.execPath,
    PROCESSES,
    "bare",
    url,
    String(STEADY.requests),
    String(STEADY.rate),
  ]);
  return { cpu, seen: JSON.parse(output), given: await given(url) };
}

/** Runs a command; the CPU seconds are those of the command alone, by the shell's `times`. */
function measure(command) {
  const quoted = command.map((part) => `'${part.replaceAll("'", "'\\''")}'`).join(" ");
  const result = spawnSync("bash", ["-c", `${quoted}; times >&2`], { encoding: "utf8", maxBuffer: 1e8 });
  const seconds = [...result.stderr.matchAll(/(\d+)m([\d.]+)s/g)].map(
    ([, m, s]) => Number(m) * 60 + Number(s),
  );
  return { output: result.stdout, cpu: (seconds.at(-2) ?? 0) + (seconds.at(-1) ?? 0) };
}

/** @returns the share of 3 seconds in gaps of over a millisecond, which this process spent on nothing but looking */
function gaps() {
  const [seconds, gap] = [3, 1];
  const end = performance.now() + seconds * 1000;
  let held = 0;
  for (let last = performance.now(), now = last; now < end; last = now) {
    now = performance.now();
    if (now - last > gap) held += now - last;
  }
  return held / (seconds * 1000);
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

/** The errors of our client and of the least possible one, by round. */
class Errors {
  rounds = [];

  add(ours, bare) {
    const errors = ({ seen, given }) => [0, 1].map((at) => seen[at] - given[at]);
    this.rounds.push({ ours: errors(ours), bare: errors(bare) });
  }

  print() {
    console.log(`\n${this.rounds.length} rounds, ${AT_ONCE} at a time; error in milliseconds`);
    console.log(`${" ".repeat(6)}        kokoro load            bare client      beyond it`);
    console.log(`${" ".repeat(6)}${"  quietest   median".repeat(2)}         median`);
    for (const [at, name] of ["p50", "p99"].entries()) {
      const of = (client) => this.rounds.map((round) => round[client][at]);
      const cells = [of("ours"), of("bare")].flatMap((errors) => [Math.min(...errors), median(errors)]);
      const beyond = this.rounds.map(({ ours, bare }) => ours[at] - bare[at]);
      console.log(
        name.padEnd(6) + [...cells, median(beyond)].map((each) => each.toFixed(2).padStart(10)).join(""),
      );
    }
  }
}

const given = async (url) => (await fetch(url, { headers: { connection: "close" } })).json();

async function kokoro(url, requests, flags) {
  const all = ["--requests", String(requests), "--words", "3", "--json", ...flags];
  const { output, cpu } = measure([
    process.execPath,
    join(ROOT, "dist/cli/kokoro.js"),
    "load",
    "--url",
    url,
    ...all,
  ]);
  const { complete } = JSON.parse(output).all;
  return { cpu, seen: [complete.p50 * 1000, complete.p99 * 1000], given: await given(url) };
}

async function autocannon(program, url, requests, flags) {
  const body = '{"input":"one two three.","response_format":"mp3","stream":false}';
  const all = ["-c", String(AT_ONCE), "-a", String(requests), "-m", "POST", "-b", body, "--json", ...flags];
  const type = ["-H", "content-type: application/json"];
  const { output, cpu } = measure([process.execPath, program, ...all, ...type, `${url}/v1/audio/speech`]);
  const { latency } = JSON.parse(output);
  return { cpu, seen: [latency.p50, latency.p99], given: await given(url) };
}

function errorRow(name, { given, seen }) {
  const cells = [0, 1].flatMap((at) => [given[at], seen[at], seen[at] - given[at]]);
  console.log(`${name.padEnd(14)}${cells.map((value) => value.toFixed(2).padStart(10)).join("")}`);
}

function cpuRow(name, short, long) {
  errorRow(name, long);
  const microseconds = ((long.cpu - short.cpu) / (FAST.long - FAST.short)) * 1e6;
  console.log(`${" ".repeat(14)}${microseconds.toFixed(0)} us of CPU a request`);
}

async function main() {
  const child = fork(PROCESSES, ["serve"]);
  const port = await new Promise((resolve) => child.once("message", resolve));
  const steady = `http://127.0.0.1:${port}/${STEADY.milliseconds}`;
  const fast = `http://127.0.0.1:${port}/${FAST.milliseconds}`;
  const folder = mkdtempSync(join(tmpdir(), "kokoro-bench-"));
  try {
    execFileSync("npm", ["install", "--silent", "--prefix", folder, "autocannon@8.0.0"], { stdio: "ignore" });
    const program = join(folder, "node_modules/autocannon/autocannon.js");
    const errors = new Errors();
    for (let round = 0; round < ROUNDS; round++) {
      const held = `gaps ${(gaps() * 100).toFixed(1)} %`;
      console.log(`\n${cpus().length} CPUs, load average ${loadavg()[0].toFixed(1)}, ${held}; milliseconds`);
      console.log(`${" ".repeat(14)} p50 given      seen     error p99 given      seen     error`);
      const [ours, bare] = [
        await kokoro(steady, STEADY.requests, ["--rate", String(STEADY.rate)]),
        await control(steady),
      ];
      errors.add(ours, bare);
      errorRow("steady rate", ours);
      errorRow("bare client", bare);
    }
    errors.print();
    console.log(`\n${AT_ONCE} callers as fast as ${FAST.milliseconds} ms allow`);
    const callers = ["--concurrency", String(AT_ONCE)];
    cpuRow("kokoro load", await kokoro(fast, FAST.short, callers), await kokoro(fast, FAST.long, callers));
    cpuRow(
      "autocannon 8",
      await autocannon(program, fast, FAST.short, []),
      await autocannon(program, fast, FAST.long, []),
    );
  } finally {
    child.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}

await main();
