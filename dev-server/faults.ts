/** What the dev-server can do wrong on demand, and what a client then sees. */
export const FAULTS = {
  truncate: "closes the connection in the middle of the audio",
  short: "ends the answer properly, but in the middle of the audio",
  stall: "sends half of the audio, then nothing more",
  slow: "sends the audio in small pieces, 50 ms apart",
  reset: "resets the connection before any answer",
  empty: "answers 200 without a byte of audio",
  html: "answers 200 with an HTML page",
  type: "sends audio under a wrong content type",
  garbage: "sends text under the content type of audio",
  "500": "answers 500",
  "502": "answers 502",
  "503": "answers 503 with Retry-After: 1",
  "504": "answers 504",
} as const;

export type FaultKind = keyof typeof FAULTS;

/** A fault of the next `times` speech requests. */
export interface Fault {
  readonly kind: FaultKind;
  readonly times: number;
}

/** The header by which one request asks for its own fault. */
export const FAULT_HEADER = "x-dev-fault";

export function isFaultKind(value: unknown): value is FaultKind {
  return typeof value === "string" && Object.hasOwn(FAULTS, value);
}

/** Reads `KIND` (every request) or `KIND:TIMES` (the first ones); undefined where it is neither. */
export function parseFault(text: string): Fault | undefined {
  const [kind, times, ...rest] = text.split(":");
  if (!isFaultKind(kind) || rest.length > 0) return undefined;
  if (times === undefined) return { kind, times: Number.POSITIVE_INFINITY };
  return /^[1-9]\d{0,5}$/.test(times) ? { kind, times: Number(times) } : undefined;
}

/** Decides for each speech request whether it fails, and how. */
export class FaultPlan {
  private left: number;

  constructor(private readonly fault: Fault | undefined) {
    this.left = fault?.times ?? 0;
  }

  next(header: unknown): FaultKind | undefined {
    if (isFaultKind(header)) return header;
    if (!this.fault || this.left <= 0) return undefined;
    this.left--;
    return this.fault.kind;
  }
}
