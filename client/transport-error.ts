import { type Retry, SpeechFailure } from "./failure";
import { tlsTrouble } from "./tls-error";

/** Codes of Node and undici: what a person reads, and whether another try is worth it. */
const CODES: Readonly<Record<string, readonly [text: string, retry: Retry]>> = {
  ECONNREFUSED: ["nothing listens there (connection refused)", "backoff"],
  ECONNRESET: ["the connection was reset", "backoff"],
  EPIPE: ["the connection was closed", "backoff"],
  ETIMEDOUT: ["no answer to the connection attempt", "backoff"],
  EHOSTUNREACH: ["no route to the host", "backoff"],
  ENETUNREACH: ["no route to the network", "backoff"],
  EAI_AGAIN: ["the name server does not answer", "backoff"],
  ENOTFOUND: ["the host name is unknown", "no"],
  UND_ERR_CONNECT_TIMEOUT: ["no answer to the connection attempt", "backoff"],
  UND_ERR_SOCKET: ["the connection was closed", "backoff"],
};

function codeOf(error: Error): string {
  const own = (error as NodeJS.ErrnoException).code;
  const cause = error.cause instanceof Error ? (error.cause as NodeJS.ErrnoException).code : undefined;
  const first: unknown = error instanceof AggregateError ? error.errors[0] : undefined;
  const inner = first instanceof Error ? (first as NodeJS.ErrnoException).code : undefined;
  return own ?? cause ?? inner ?? "";
}

/** What a TLS server does with a request that is not encrypted, among many other reasons. */
const CLOSED = ["UND_ERR_SOCKET", "ECONNRESET"];
const IF_TLS = "; if the server speaks TLS, write https:// instead of http://";

export interface Circumstances {
  readonly origin: string;
  /** The answer had begun: then it was cut, and no mesh can repeat it. */
  readonly isAnswered: boolean;
  /** The server has answered before: scheme, name and certificate are right. */
  readonly isKnown: boolean;
}

/** Turns an error of the transport into a failure. */
export function transportFailure(error: Error, circumstances: Circumstances): SpeechFailure {
  const { origin, isAnswered, isKnown } = circumstances;
  const code = codeOf(error);
  const [text, retry] = CODES[code] ?? [error.message, "no" as const];
  if (isAnswered) {
    return new SpeechFailure("truncated", `${origin}: the answer was cut: ${text}`, { retry: "repeat" });
  }
  const trouble = tlsTrouble(error, code);
  if (trouble !== undefined) {
    return new SpeechFailure("connect", `${origin}: ${trouble}`, { isHopeless: true });
  }
  if (code.startsWith("HPE_")) {
    return new SpeechFailure("connect", `${origin}: what answers is no HTTP server (${error.message})`);
  }
  const isDoubtful = !isKnown && origin.startsWith("http:") && CLOSED.includes(code);
  return new SpeechFailure("connect", `${origin}: ${text}${isDoubtful ? IF_TLS : ""}`, { retry });
}
