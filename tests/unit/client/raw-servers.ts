import http from "node:http";
import type net from "node:net";
import { cleanUpWith } from "./support";

/** Starts a server that ends with the test. @returns its address */
export async function listen(server: net.Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  cleanUpWith(() => server.close());
  return `http://127.0.0.1:${(server.address() as net.AddressInfo).port}`;
}

/** A server that treats every request so. */
export function answering(handler: http.RequestListener): Promise<string> {
  const server = http.createServer(handler);
  cleanUpWith(() => server.closeAllConnections());
  return listen(server);
}
