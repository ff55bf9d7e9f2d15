import { SpeechFailure } from "./failure";
import { exchange, type Server } from "./http";
import { statusFailure } from "./refusal";

/** Gets a JSON document. @throws SpeechFailure unless a 200 with JSON comes */
export async function getJson(server: Server, path: string, signal?: AbortSignal): Promise<unknown> {
  let status = 0;
  let headers: Record<string, string> = {};
  const pieces: Buffer[] = [];
  await exchange(server, {
    method: "GET",
    path,
    signal,
    answer: (givenStatus, givenHeaders) => {
      status = givenStatus;
      headers = givenHeaders;
      return (piece) => {
        pieces.push(piece);
      };
    },
  });
  const body = Buffer.concat(pieces).toString("utf8");
  if (status !== 200) throw statusFailure(status, headers, body);
  try {
    return JSON.parse(body);
  } catch {
    const type = headers["content-type"] ?? "no content type";
    throw new SpeechFailure("content", `${path} answered 200 with ${type}, which is not JSON`);
  }
}
