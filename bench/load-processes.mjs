// What bench/load-overhead.mjs runs in processes of their own: the server of fixed latency, and the least client.
import { readFileSync } from "node:fs";
import http from "node:http";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "hdr-histogram-js";

const AUDIO = join(fileURLToPath(import.meta.url), "../../tests/fixtures/audio/server.mp3");

/**
 * The server of fixed latency. The first part of the path is the time in milliseconds; GET gives the latencies since
 * the last one.
 */
function serve() {
  const audio = readFileSync(AUDIO);
  let given = build({ numberOfSignificantValueDigits: 4 });
  const server = http.createServer((request, response) => {
    if (request.method === "GET") {
      response.end(JSON.stringify([50, 99].map((at) => given.getValueAtPercentile(at) / 1000)));
      given = build({ numberOfSignificantValueDigits: 4 });
      return;
    }
    const arrived = performance.now();
    request.resume();
    setTimeout(
      () => {
        response.writeHead(200, { "content-type": "audio/mpeg", "content-length": audio.length });
        response.end(audio, () => given.recordValue(Math.round((performance.now() - arrived) * 1000)));
      },
      Number(request.url.split("/")[1]),
    );
  });
  server.listen(0, "127.0.0.1", () => process.send(server.address().port));
}

/** The least that a client in Node can be, to tell our own error from that of a busy machine. */
async function bareClient(url, requests, rate) {
  const agent = new http.Agent({ keepAlive: true });
  const seen = build({ numberOfSignificantValueDigits: 4 });
  const start = performance.now();
  const one = (due) =>
    new Promise((resolve) => {
      const send = () => {
        // Node's timers leave fractions of a millisecond out, and may be early.
        const begun = Math.min(due, performance.now());
        const request = http.request(`${url}/v1/audio/speech`, { method: "POST", agent }, (response) => {
          response.resume();
          response.on("end", () => {
            seen.recordValue(Math.round((performance.now() - begun) * 1000));
            resolve();
          });
        });
        request.end("{}");
      };
      setTimeout(send, due - performance.now());
    });
  const times = Array.from({ length: Number(requests) }, (_, at) => start + 500 + (at * 1000) / Number(rate));
  await Promise.all(times.map(one));
  agent.destroy();
  console.log(JSON.stringify([50, 99].map((at) => seen.getValueAtPercentile(at) / 1000)));
}

const [role, ...args] = process.argv.slice(2);
if (role === "serve") serve();
else await bareClient(...args);
