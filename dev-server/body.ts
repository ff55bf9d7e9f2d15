import type http from "node:http";
import { Refusal } from "./checks";

/** The real server has no limit; a stand-in on somebody's machine has one, so that no caller fills its memory. */
export const MOST_BODY_BYTES = 8 * 2 ** 20;

/** The body of a request as text, or a 413 as soon as it is too long; Node reads and drops what still comes. */
export async function readBody(request: http.IncomingMessage): Promise<string | Refusal> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of request.iterator({ destroyOnReturn: false })) {
    length += (piece as Buffer).length;
    if (length > MOST_BODY_BYTES) {
      return new Refusal(413, { detail: `kokoro dev-server takes bodies of up to ${MOST_BODY_BYTES} bytes` });
    }
    pieces.push(piece as Buffer);
  }
  return Buffer.concat(pieces).toString("utf8");
}
