import { type Retry, SpeechFailure } from "./failure";

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
  ERR_SSL_WRONG_VERSION_NUMBER: ["the server does not speak TLS (http:// instead of https://?)", "no"],
  DEPTH_ZERO_SELF_SIGNED_CERT: ["the certificate is self-signed (NODE_EXTRA_CA_CERTS names a CA file)", "no"],
  SELF_SIGNED_CERT_IN_CHAIN: ["the certificate's CA is unknown (NODE_EXTRA_CA_CERTS names a CA file)", "no"],
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: [
    "the certificate's CA is unknown (NODE_EXTRA_CA_CERTS names a CA file)",
    "no",
  ],
  CERT_HAS_EXPIRED: ["the certificate has expired", "no"],
  ERR_TLS_CERT_ALTNAME_INVALID: ["the certificate is for another host name", "no"],
};

function codeOf(error: Error): string {
  const own = (error as NodeJS.ErrnoException).code;
  const cause = error.cause instanceof Error ? (error.cause as NodeJS.ErrnoException).code : undefined;
  const first: unknown = error instanceof AggregateError ? error.errors[0] : undefined;
  const inner = first instanceof Error ? (first as NodeJS.ErrnoException).code : undefined;
  return own ?? cause ?? inner ?? "";
}

/**
 * Turns an error of the transport into a failure.
 * @param answered whether the answer had begun: then it was cut, and no mesh can repeat it
 */
export function transportFailure(error: Error, origin: string, answered: boolean): SpeechFailure {
  const code = codeOf(error);
  if (code.startsWith("HPE_") && !answered) {
    return new SpeechFailure("connect", `${origin}: what answers is no HTTP server (${error.message})`);
  }
  const [text, retry] = CODES[code] ?? [error.message, "no" as const];
  if (answered) {
    return new SpeechFailure("truncated", `${origin}: the answer was cut: ${text}`, { retry: "repeat" });
  }
  return new SpeechFailure("connect", `${origin}: ${text}`, { retry });
}
