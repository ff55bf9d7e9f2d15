import { printable } from "../common/printable";

/** Why a speech request failed, as the load report counts it. */
export type FailureCause =
  /** No connection, or it broke before any answer: refused, unknown host, TLS, reset. */
  | "connect"
  /** An answer other than 200. */
  | "status"
  /** A 200 without a byte of audio. */
  | "empty"
  /** The answer broke off: the connection was cut, or the audio stops before its end. */
  | "truncated"
  /** Too long until an answer, between two pieces of it, or in all. */
  | "timeout"
  /** A 200 that is not the audio that was asked for. */
  | "content";

export const FAILURE_CAUSES: readonly FailureCause[] = [
  "connect",
  "status",
  "empty",
  "truncated",
  "timeout",
  "content",
];

/**
 * What another try is worth: `backoff` after a wait (the server may come up or be less busy), `repeat` at once
 * (an answer that was cut), `no` (the same would happen again).
 */
export type Retry = "backoff" | "repeat" | "no";

export interface FailureDetails {
  readonly retry?: Retry;
  readonly status?: number;
  /** The server's Retry-After, in seconds. */
  readonly retryAfter?: number;
  /** Every other request to this server would fail as well, whatever is in it. @default false */
  readonly isHopeless?: boolean;
}

/** One failed exchange with the server. Its message may hold words of the server, so it is made printable here. */
export class SpeechFailure extends Error {
  readonly retry: Retry;
  readonly status: number | undefined;
  readonly retryAfter: number | undefined;
  readonly isHopeless: boolean;

  constructor(
    readonly reason: FailureCause,
    message: string,
    details: FailureDetails = {},
  ) {
    super(printable(message));
    this.name = "SpeechFailure";
    this.retry = details.retry ?? "no";
    this.status = details.status;
    this.retryAfter = details.retryAfter;
    this.isHopeless = details.isHopeless ?? false;
  }
}

/** Thrown where the user stopped the command; never counted as a failure of the server. */
export class Interrupted extends Error {
  constructor() {
    super("interrupted");
    this.name = "Interrupted";
  }
}
