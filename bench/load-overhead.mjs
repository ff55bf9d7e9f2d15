// What `kokoro load` adds to what it measures, and what it costs beside autocannon.
//
//   npm run build -- --cli && node bench/load-overhead.mjs
//
// A server in C (it needs cc) answers every request with the same 26 kB of MP3 after a fixed time, and keeps the
// latencies that it really gave. Error = percentile seen by the client - percentile given by the server, both of the
// same run. Two parts: 500 requests a second that take 200 ms each, so 100 at a time, for the error, and so many of
// them that the first 100, which wait for a connection that the server does not count, are under 1 %; and 100 callers
// as fast as 100 ms allow, for the CPU per request, the difference of a long and a short run.
//
// A virtual machine stops for milliseconds at a time, which no client can tell from the server. A program that goes
// before all others watches for that (machine-stops.c, as root), and `between` is the 99th percentile less that of the
// server for the requests that met no stop, of which `met` % are left out. Beside it stand the least clients that there
// can be in Node and in C: what is slow by itself stays slow between the stops.
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { awayFrom, percentile, watchingStops } from "./machine-stops.mjs";

const ROOT = join(fileURLToPath(import.meta.url), "../..");
const AT_ONCE = 100;
const STEADY = { milliseconds: 200, rate: 500, requests: 12_000 };
/** Both longer than the rehearsal of `kokoro load`, which is as long as the run up to 3000 requests. */
const FAST = { milliseconds: 100, short: 4000, long: 10_000 };
const ROUNDS = Number(process.env.ROUNDS ?? 3);

/** Runs a command; the CPU seconds are those of the command alone, by the shell's `times`. */
function measure(command) {
  const quoted = command.map((part) => `'${part.replaceAll("'", "'\\''")}'`).join(" ");
  const result = spawnSync("bash", ["-c", `${quoted}; times >&2`], { encoding: "utf8", maxBuffer: 1e8 });
  const seconds = [...result.stderr.matchAll(/(\d+)m([\d.]+)s/g)].map(
    ([, m, s]) => Number(m) * 60 + Number(s),
  );
  return { output: result.stdout, cpu: (seconds.at(-2) ?? 0) + (seconds.at(-1) ?? 0) };
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

const row = (name, cells) => name.padEnd(14) + cells.map((cell) => cell.toFixed(2).padStart(9)).join("");

const error = (part, seen, given) => percentile(seen, part) - percentile(given, part);

/** @returns p50 and p99 of all requests, p99 of those between the stops, and the percentage of the others */
function errorsOf({ seen, given }, stops) {
  const all = [0.5, 0.99].map((part) => error(part, seen, given));
  if (!stops) return [...all, Number.NaN, Number.NaN];
  const between = awayFrom(stops, seen);
  return [...all, error(0.99, between, awayFrom(stops, given)), 100 * (1 - between.length / seen.length)];
}

function printErrors(rounds) {
  const columns = [...rounds[0].keys()];
  const each = (of) => columns.map((at) => of(rounds.map((cells) => cells[at])));
  console.log(`${AT_ONCE} at a time; milliseconds`);
  console.log(
    `${" ".repeat(14)}${["kokoro load", "least in Node", "least in C"].map((name) => name.padStart(36)).join("")}`,
  );
  console.log(`${"round".padEnd(14)}${"      p50      p99  between    met %".repeat(3)}`);
  for (const [at, cells] of rounds.entries()) console.log(row(String(at + 1), cells));
  console.log(row("median", each(median)));
}

const given = async (url) => (await fetch(url, { headers: { connection: "close" } })).json();

/** The spans of a CSV of `kokoro load`, in milliseconds since 1970. */
function spansOf(csv) {
  const rows = readFileSync(csv, "utf8").trim().split("\n").slice(1);
  return rows.map((line) => {
    const [due, , , , , complete] = line.split(",").map(Number);
    return [due * 1000, (due + complete) * 1000];
  });
}

async function kokoro(url, requests, flags, csv) {
  const all = ["--requests", String(requests), "--words", "3", "--csv", csv, ...flags];
  const { cpu } = measure([process.execPath, join(ROOT, "dist/cli/kokoro.js"), "load", "--url", url, ...all]);
  return { cpu, seen: spansOf(csv), given: await given(url) };
}

async function autocannon(program, url, requests, flags) {
  const body = '{"input":"one two three.","response_format":"mp3","stream":false}';
  const all = ["-c", String(AT_ONCE), "-a", String(requests), "-m", "POST", "-b", body, "--json", ...flags];
  const type = ["-H", "content-type: application/json"];
  const { output, cpu } = measure([process.execPath, program, ...all, ...type, `${url}/v1/audio/speech`]);
  const { latency } = JSON.parse(output);
  return { cpu, percentiles: [latency.p50, latency.p99], given: await given(url) };
}

function cpuRow(name, short, { given, seen, percentiles, cpu }) {
  const microseconds = ((cpu - short.cpu) / (FAST.long - FAST.short)) * 1e6;
  const cells = [0.5, 0.99].flatMap((part, at) => {
    const [ours, real] = [percentiles?.[at] ?? percentile(seen, part), percentile(given, part)];
    return [real, ours, ours - real];
  });
  console.log(`${row(name, cells)}${microseconds.toFixed(0).padStart(12)}`);
}

/** Compiles a program of this folder. @returns where it is */
function compile(name, folder) {
  const program = join(folder, name);
  execFileSync("cc", ["-O2", "-pthread", join(ROOT, `bench/${name}.c`), "-o", program], { stdio: "inherit" });
  return program;
}

/** Starts the server. @returns its process and its address */
async function serve(folder) {
  const audio = join(ROOT, "tests/fixtures/audio/server.mp3");
  const child = spawn(compile("fixed-latency", folder), [audio], { stdio: ["ignore", "pipe", "inherit"] });
  for await (const port of createInterface(child.stdout)) return { child, url: `http://127.0.0.1:${port}` };
  throw new Error("the server did not start");
}

async function compareErrors(url, folder) {
  const rate = String(STEADY.rate);
  const count = String(STEADY.requests);
  const [inC, watch] = [compile("fixed-rate", folder), compile("machine-stops", folder)];
  const { port, pathname } = new URL(url);
  const seenBy = async (command) => ({ seen: JSON.parse(measure(command).output), given: await given(url) });
  const clients = [
    () => kokoro(url, STEADY.requests, ["--rate", rate], join(folder, "load.csv")),
    () => seenBy([process.execPath, join(ROOT, "bench/least-client.mjs"), url, count, rate]),
    () => seenBy([inC, port, pathname, rate, count]),
  ];
  const rounds = [];
  for (let round = 0; round < ROUNDS; round++) {
    const cells = [];
    for (const client of clients) {
      const { result, stops } = await watchingStops(watch, client);
      cells.push(...errorsOf(result, stops));
    }
    rounds.push(cells);
  }
  printErrors(rounds);
}

async function compareCpu(url, folder) {
  execFileSync("npm", ["install", "--silent", "--prefix", folder, "autocannon@8.0.0"], { stdio: "ignore" });
  const program = join(folder, "node_modules/autocannon/autocannon.js");
  console.log(`\n${AT_ONCE} callers as fast as ${FAST.milliseconds} ms allow`);
  console.log(`${" ".repeat(14)}p50 given     seen    error p99 given    seen    error  us of CPU a request`);
  const ours = (requests) =>
    kokoro(url, requests, ["--concurrency", String(AT_ONCE)], join(folder, "load.csv"));
  cpuRow("kokoro load", await ours(FAST.short), await ours(FAST.long));
  const peer = [
    await autocannon(program, url, FAST.short, []),
    await autocannon(program, url, FAST.long, []),
  ];
  cpuRow("autocannon 8", ...peer);
}

const folder = mkdtempSync(join(tmpdir(), "kokoro-bench-"));
const { child, url } = await serve(folder);
try {
  await compareErrors(`${url}/${STEADY.milliseconds}`, folder);
  await compareCpu(`${url}/${FAST.milliseconds}`, folder);
} finally {
  child.kill();
  rmSync(folder, { recursive: true, force: true });
}
