// What bench/load-overhead.mjs runs in processes of their own: the least client, and the count of the machine's stops.
import http from "node:http";
import { build } from "hdr-histogram-js";

/** Prints how often in a second a loop that does nothing else was held up for over a millisecond. */
function stops(seconds) {
  const end = performance.now() + seconds * 1000;
  let count = 0;
  for (let last = performance.now(), now = last; now < end; last = now) {
    now = performance.now();
    if (now - last > 1) count++;
  }
  console.log(count / seconds);
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
if (role === "stops") stops(Number(args[0]));
else await bareClient(...args);
