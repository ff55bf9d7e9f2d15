import { isMapping } from "../common/is-mapping";
import { SpeechFailure } from "./failure";
import { type AnswerHeaders, type BodySink, headerText } from "./http";
import { LONGEST_REFUSAL, WholeBody } from "./whole-body";

/** Answers that another try may get past; a 500 would come again. */
const WORTH_A_WAIT = [502, 503, 504];
const LONGEST = 300;

interface Detail {
  readonly loc?: unknown;
  readonly msg?: unknown;
}

function fieldText(detail: Detail): string {
  const location = Array.isArray(detail.loc) ? detail.loc.filter((part) => part !== "body").join(".") : "";
  return location === "" ? String(detail.msg) : `${location}: ${String(detail.msg)}`;
}

/** The server's words: `{"detail":{"message"}}`, `{"detail":[{"loc","msg"}]}` or `{"detail":"text"}`. */
function messageOf(body: string): string | undefined {
  try {
    const parsed: unknown = JSON.parse(body);
    const detail = isMapping(parsed) ? parsed.detail : undefined;
    if (typeof detail === "string") return detail;
    if (Array.isArray(detail)) return detail.filter(isMapping).map(fieldText).join("; ");
    return isMapping(detail) && typeof detail.message === "string" ? detail.message : undefined;
  } catch {
    return undefined;
  }
}

function plainText(body: string): string {
  return body
    .replace(/<[^>]*>/g, " ")
    .replace(/\s+/g, " ")
    .trim();
}

/** Retry-After in seconds: a number, or a date. Undefined where it is neither. */
export function retryAfterSeconds(header: string | undefined, now = Date.now()): number | undefined {
  if (!header) return undefined;
  if (/^\d+(\.\d+)?$/.test(header.trim())) return Number(header);
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, (date - now) / 1000);
}

/** What an answer other than 200 means. @param hintFor what to add to the server's words */
export function statusFailure(
  status: number,
  headers: AnswerHeaders,
  body: string,
  hintFor: (message: string) => string | undefined = () => undefined,
): SpeechFailure {
  const text = messageOf(body) ?? plainText(body);
  const short = text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 1)}…`;
  const retryAfter = retryAfterSeconds(headerText(headers, "retry-after"));
  const hint = hintFor(text);
  const message = `the server answered ${status}${short && `: ${short}`}${hint ? `; ${hint}` : ""}`;
  return new SpeechFailure("status", message, {
    status,
    retry: WORTH_A_WAIT.includes(status) ? "backoff" : "no",
    ...(retryAfter !== undefined && { retryAfter }),
  });
}

/** Collects an answer other than 200. One that is longer than any reason ends the exchange, as that reason. */
export class Refusal {
  private readonly body: WholeBody;

  constructor(
    private readonly status: number,
    private readonly headers: AnswerHeaders,
    private readonly hintFor?: (message: string) => string | undefined,
  ) {
    this.body = new WholeBody(LONGEST_REFUSAL, (text) => statusFailure(status, headers, text, hintFor));
  }

  get sink(): BodySink {
    return this.body.sink;
  }

  failure(): SpeechFailure {
    return statusFailure(this.status, this.headers, this.body.text(), this.hintFor);
  }
}
