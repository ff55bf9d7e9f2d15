// What `kokoro load` adds to what it measures, and what it costs beside autocannon.
//
//   npm run build -- --cli && node bench/load-overhead.mjs
//
// A server of its own process answers every request with the same 26 kB of MP3 after a fixed time, and keeps the
// latencies that it really gave (its timers are late too). Error = percentile seen by the client - percentile given
// by the server, both of the same run. CPU per request = difference of a long and a short run, so that start-up
// does not count.
import { execFileSync, fork, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import http from "node:http";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "hdr-histogram-js";

const ROOT = join(fileURLToPath(import.meta.url), "../..");
const LATENCY_MILLISECONDS = 100;
const CONCURRENCY = 100;
const SHORT = 1000;
const LONG = 6000;

/** Runs in the child: the server of fixed latency. GET / gives the latencies since the last one. */
function serve() {
  const audio = readFileSync(join(ROOT, "tests/fixtures/audio/server.mp3"));
  let given = build({ numberOfSignificantValueDigits: 4 });
  const server = http.createServer((request, response) => {
    if (request.method === "GET") {
      response.end(JSON.stringify([50, 99].map((at) => given.getValueAtPercentile(at) / 1000)));
      given = build({ numberOfSignificantValueDigits: 4 });
      return;
    }
    const arrived = performance.now();
    request.resume();
    setTimeout(() => {
      response.writeHead(200, { "content-type": "audio/mpeg", "content-length": audio.length });
      response.end(audio, () => given.recordValue(Math.round((performance.now() - arrived) * 1000)));
    }, LATENCY_MILLISECONDS);
  });
  server.listen(0, "127.0.0.1", () => process.send(server.address().port));
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

const given = async (url) => (await fetch(url)).json();

async function kokoro(url, requests) {
  const flags = [
    "--concurrency",
    String(CONCURRENCY),
    "--requests",
    String(requests),
    "--words",
    "3",
    "--json",
  ];
  const { output, cpu } = measure([
    process.execPath,
    join(ROOT, "dist/cli/kokoro.js"),
    "load",
    "--url",
    url,
    ...flags,
  ]);
  const { complete } = JSON.parse(output).all;
  return { cpu, seen: [complete.p50 * 1000, complete.p99 * 1000], given: await given(url) };
}

async function autocannon(program, url, requests) {
  const body = '{"input":"one two three.","response_format":"mp3","stream":false}';
  const flags = ["-c", String(CONCURRENCY), "-a", String(requests), "-m", "POST", "-b", body, "--json"];
  const type = ["-H", "content-type: application/json"];
  const { output, cpu } = measure([process.execPath, program, ...flags, ...type, `${url}/v1/audio/speech`]);
  const { latency } = JSON.parse(output);
  return { cpu, seen: [latency.p50, latency.p99], given: await given(url) };
}

function row(name, short, long) {
  const perRequest = ((long.cpu - short.cpu) / (LONG - SHORT)) * 1e6;
  const cells = [0, 1].flatMap((at) => [long.given[at], long.seen[at], long.seen[at] - long.given[at]]);
  const shown = cells.map((value) => value.toFixed(2).padStart(9)).join(" ");
  console.log(`${name.padEnd(14)}${shown} ${perRequest.toFixed(0).padStart(12)}`);
}

async function main() {
  const child = fork(fileURLToPath(import.meta.url), ["serve"]);
  const port = await new Promise((resolve) => child.once("message", resolve));
  const url = `http://127.0.0.1:${port}`;
  const folder = mkdtempSync(join(tmpdir(), "kokoro-bench-"));
  try {
    execFileSync("npm", ["install", "--silent", "--prefix", folder, "autocannon@8.0.0"], { stdio: "ignore" });
    const program = join(folder, "node_modules/autocannon/autocannon.js");
    const load = loadavg()[0].toFixed(1);
    console.log(
      `${cpus().length} CPUs, load average ${load}; ${CONCURRENCY} at a time, ${LATENCY_MILLISECONDS} ms, ${LONG} requests`,
    );
    console.log(
      `${" ".repeat(14)}p50 given      seen     error p99 given      seen     error  CPU us/request`,
    );
    for (let round = 0; round < 3; round++) {
      row("kokoro load", await kokoro(url, SHORT), await kokoro(url, LONG));
      row("autocannon 8", await autocannon(program, url, SHORT), await autocannon(program, url, LONG));
    }
  } finally {
    child.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}

if (process.argv[2] === "serve") serve();
else await main();
