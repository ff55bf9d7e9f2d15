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
// A virtual machine stops for milliseconds at a time, which no client can tell from the server: `stops` is how often in
// a second one of its processors did, between the runs. Each delays what is sent and what is received meanwhile, so
// that about one a second is enough for 1 % of the requests. What the machine adds is seen by the least client there
// can be, in C; what Node adds, by the least client in Node. Stops only add, so the quietest round says most.
import { execFile, execFileSync, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const ROOT = join(fileURLToPath(import.meta.url), "../..");
const PROCESSES = join(ROOT, "bench/load-processes.mjs");
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

const run = promisify(execFile);

/** @returns the stops of over a millisecond in a second, of all processors while they are busy */
async function stops() {
  const loops = cpus().map(() => run(process.execPath, [PROCESSES, "stops", "3"]));
  return (await Promise.all(loops)).reduce((sum, { stdout }) => sum + Number(stdout), 0);
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

const row = (name, cells) => name.padEnd(18) + cells.map((cell) => cell.toFixed(2).padStart(8)).join("");

/** The errors [p50, p99] of every client, by round, with the stops around its runs. */
class Errors {
  rounds = [];

  add(stops, runs) {
    const errors = ({ seen, given }) => [0, 1].map((at) => seen[at] - given[at]);
    this.rounds.push({ stops, errors: runs.flatMap(errors) });
  }

  print() {
    const columns = [...this.rounds[0].errors.keys()];
    const each = (of) => columns.map((at) => of(this.rounds.map(({ errors }) => errors[at])));
    console.log(`${AT_ONCE} at a time; milliseconds; stops a second of ${cpus().length} processors`);
    console.log(`${" ".repeat(18)}     kokoro load   least in Node      least in C`);
    console.log(`${"stops".padEnd(18)}${"     p50     p99".repeat(3)}`);
    for (const { stops, errors } of this.rounds) {
      console.log(row(stops.map((count) => count.toFixed(1)).join(" "), errors));
    }
    console.log(
      row(
        "least",
        each((errors) => Math.min(...errors)),
      ),
    );
    console.log(row("median", each(median)));
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

function cpuRow(name, short, { given, seen, cpu }) {
  const microseconds = ((cpu - short.cpu) / (FAST.long - FAST.short)) * 1e6;
  const cells = [0, 1].flatMap((at) => [given[at], seen[at], seen[at] - given[at]]);
  console.log(`${row(name, cells)}${microseconds.toFixed(0).padStart(10)}`);
}

/** Compiles a program of this folder. @returns where it is */
function compile(name, folder) {
  const program = join(folder, name);
  execFileSync("cc", ["-O2", join(ROOT, `bench/${name}.c`), "-o", program], { stdio: "inherit" });
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
  const inC = compile("fixed-rate", folder);
  const { port, pathname } = new URL(url);
  const seenBy = async (command) => ({ seen: JSON.parse(measure(command).output), given: await given(url) });
  const clients = [
    () => kokoro(url, STEADY.requests, ["--rate", rate]),
    () => seenBy([process.execPath, PROCESSES, "bare", url, count, rate]),
    () => seenBy([inC, port, pathname, rate, count]),
  ];
  const errors = new Errors();
  for (let round = 0; round < ROUNDS; round++) {
    const around = [await stops()];
    const runs = [];
    for (const client of clients) {
      runs.push(await client());
      around.push(await stops());
    }
    errors.add(around, runs);
  }
  errors.print();
}

async function compareCpu(url, folder) {
  execFileSync("npm", ["install", "--silent", "--prefix", folder, "autocannon@8.0.0"], { stdio: "ignore" });
  const program = join(folder, "node_modules/autocannon/autocannon.js");
  console.log(`\n${AT_ONCE} callers as fast as ${FAST.milliseconds} ms allow`);
  console.log(`${" ".repeat(18)}p50 given  seen   error p99 given  seen   error  us of CPU a request`);
  const callers = ["--concurrency", String(AT_ONCE)];
  cpuRow("kokoro load", await kokoro(url, FAST.short, callers), await kokoro(url, FAST.long, callers));
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
