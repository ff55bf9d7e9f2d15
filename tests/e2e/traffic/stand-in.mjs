// A stand-in for the server, with the behaviour of Kokoro-FastAPI v0.8.0 that traffic depends on:
// - synthesis blocks the thread that serves everything, /health too: one request at a time;
// - a stream's status 200 goes out before synthesis, and others get in between its chunks;
// - a caller that hangs up does not stop a request without streaming;
// - SIGTERM lets what has begun end. Milliseconds a word are the first argument.
import { createServer } from "node:http";

const millisecondsPerWord = Number(process.argv[2]);
const WORDS_PER_CHUNK = 10;
const BYTES_PER_WORD = 100;
const still = new Int32Array(new SharedArrayBuffer(4));

const server = createServer(async (request, response) => {
  if (request.method !== "POST") return response.end('{"status":"healthy"}');
  let body = "";
  for await (const part of request) body += part;
  const { input, stream } = JSON.parse(body);
  const words = input.split(" ").length;
  if (stream) return speakInChunks(response, words);
  synthesise(words);
  response.setHeader("content-type", "audio/mpeg");
  response.end(Buffer.alloc(words * BYTES_PER_WORD));
});

async function speakInChunks(response, words) {
  response.writeHead(200, { "content-type": "audio/mpeg" });
  response.flushHeaders();
  for (let left = words; left > 0; left -= WORDS_PER_CHUNK) {
    await new Promise((resolve) => setTimeout(resolve, 1));
    const chunk = Math.min(left, WORDS_PER_CHUNK);
    synthesise(chunk);
    response.write(Buffer.alloc(chunk * BYTES_PER_WORD));
  }
  response.end();
}

function synthesise(words) {
  Atomics.wait(still, 0, 0, words * millisecondsPerWord);
}

// The test is gone: nobody would stop this process.
process.on("disconnect", () => process.exit(1));
process.on("SIGTERM", () => server.close(() => process.exit(0)));
server.listen(0, "127.0.0.1", () => process.send(server.address().port));
