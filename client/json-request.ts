import { SpeechFailure } from "./failure";
import { type AnswerHeaders, exchange, headerText, type Server } from "./http";
import { Refusal } from "./refusal";
import { LONGEST_JSON, WholeBody } from "./whole-body";

/** Gets a JSON document. @throws SpeechFailure unless a 200 with JSON of a sane length comes */
export async function getJson(server: Server, path: string, signal?: AbortSignal): Promise<unknown> {
  let headers: AnswerHeaders = {};
  let refusal: Refusal | undefined;
  const tooLong = () =>
    new SpeechFailure("content", `${path} answered with more than ${LONGEST_JSON / 2 ** 20} MiB`);
  const body = new WholeBody(LONGEST_JSON, tooLong);
  await exchange(server, {
    method: "GET",
    path,
    signal,
    answer: (status, givenHeaders) => {
      headers = givenHeaders;
      if (status === 200) return body.sink;
      refusal = new Refusal(status, givenHeaders);
      return refusal.sink;
    },
  });
  if (refusal) throw refusal.failure();
  try {
    return JSON.parse(body.text());
  } catch {
    const type = headerText(headers, "content-type") ?? "no content type";
    throw new SpeechFailure("content", `${path} answered 200 with ${type}, which is not JSON`);
  }
}
