import http from "node:http";
import type { AddressInfo } from "node:net";
import { connectTo } from "../http";
import { synthesize } from "../speech";

const ROUNDS = 10;
const AT_ONCE = 20;
const SECOND_OF_SILENCE = Buffer.alloc(48_000);

/**
 * Lets this process compile what it needs, against a server of its own: otherwise the first requests would count
 * that time as the latency of the server under test. Nothing is sent to that one.
 */
export async function warmUp(): Promise<void> {
  const stub = http.createServer((request, response) => {
    request.resume();
    response.writeHead(200, { "content-type": "audio/pcm" }).end(SECOND_OF_SILENCE);
  });
  await new Promise<void>((resolve) => stub.listen(0, "127.0.0.1", resolve));
  const { port } = stub.address() as AddressInfo;
  const server = connectTo({ url: `http://127.0.0.1:${port}`, limits: { total: 5 } });
  const request = { input: "Warm up.", response_format: "pcm", stream: false } as const;
  try {
    for (let round = 0; round < ROUNDS; round++) {
      await Promise.allSettled(Array.from({ length: AT_ONCE }, () => synthesize(server, request)));
    }
  } finally {
    await server.close();
    stub.close();
  }
}
