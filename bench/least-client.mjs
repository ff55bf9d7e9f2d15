// The least that a client in Node can be, for bench/load-overhead.mjs, to tell our own error from Node's.
//
//   node least-client.mjs URL COUNT RATE
//
// Prints [[from, to], ...], from when a request was due to the end of its answer, in milliseconds since 1970.
import http from "node:http";

const [url, count, rate] = process.argv.slice(2);
const agent = new http.Agent({ keepAlive: true });
const start = performance.now();
const sinceEpoch = (moment) => performance.timeOrigin + moment;

const one = (due) =>
  new Promise((resolve) => {
    const send = () => {
      // Node's timers leave fractions of a millisecond out, and may be early.
      const begun = Math.min(due, performance.now());
      const request = http.request(`${url}/v1/audio/speech`, { method: "POST", agent }, (response) => {
        response.resume();
        response.on("end", () => resolve([begun, performance.now()].map(sinceEpoch)));
      });
      request.end("{}");
    };
    setTimeout(send, due - performance.now());
  });

const times = Array.from({ length: Number(count) }, (_, at) => start + 500 + (at * 1000) / Number(rate));
const spans = await Promise.all(times.map(one));
agent.destroy();
console.log(JSON.stringify(spans));
