// A server whose latency is known, for bench/load-overhead.mjs. It answers every POST with the same MP3 after so many
// milliseconds, and GET with the latencies that it really gave since the last GET, in milliseconds.
//
//   node bench/fixed-latency.mjs MILLISECONDS      prints its port
import { readFileSync } from "node:fs";
import http from "node:http";

const milliseconds = Number(process.argv[2]);
const audio = readFileSync(new URL("../tests/fixtures/audio/server.mp3", import.meta.url));
let latencies = [];

function speak(request, response) {
  const began = performance.now();
  request.resume();
  response.once("finish", () => latencies.push(performance.now() - began));
  const head = { "content-type": "audio/mpeg", "content-length": audio.length };
  setTimeout(() => response.writeHead(200, head).end(audio), milliseconds);
}

function tell(response) {
  response.end(JSON.stringify(latencies));
  latencies = [];
}

const server = http.createServer((request, response) =>
  request.method === "POST" ? speak(request, response) : tell(response),
);
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
