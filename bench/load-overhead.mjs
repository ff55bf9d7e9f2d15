// What `kokoro load` adds to what it measures (docs/adr/0050-load-accuracy.md).
//
//   npm run build -- --cli && node bench/load-overhead.mjs
//
// A server of its own process answers after 200 ms and keeps the latencies that it really gave. Error = percentile that
// the report gives - percentile that the server gave, both of the same run, at 100 requests at a time.
import { spawn, spawnSync } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const path = (name) => fileURLToPath(new URL(name, import.meta.url));
const MILLISECONDS = 200;
const ROUNDS = Number(process.env.ROUNDS ?? 3);
const LOADS = [
  ["--rate", "500", "--requests", "200"],
  ["--rate", "500", "--requests", "5000"],
  ["--concurrency", "100", "--requests", "200"],
  ["--concurrency", "100", "--requests", "5000"],
];

async function serve() {
  const server = spawn(process.execPath, [path("fixed-latency.mjs"), String(MILLISECONDS)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  for await (const port of createInterface(server.stdout)) return { server, url: `http://127.0.0.1:${port}` };
  throw new Error("the server did not start");
}

function percentile(values, part) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];
}

/** @returns the errors of the median and of the 99th percentile, in milliseconds */
async function errorsOf(url, flags) {
  const args = [path("../dist/cli/kokoro.js"), "load", "--url", url, "--words", "3", "--json", ...flags];
  const { stdout } = spawnSync(process.execPath, args, { encoding: "utf8" });
  const { complete } = JSON.parse(stdout).all;
  const given = await (await fetch(url, { headers: { connection: "close" } })).json();
  return [complete.p50 * 1000 - percentile(given, 0.5), complete.p99 * 1000 - percentile(given, 0.99)];
}

const { server, url } = await serve();
try {
  for (const flags of LOADS) {
    for (let round = 0; round < ROUNDS; round++) {
      const [p50, p99] = await errorsOf(url, flags);
      console.log(`${flags.join(" ")}: p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`);
    }
  }
} finally {
  server.kill();
}
