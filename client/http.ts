import { Agent, type Dispatcher } from "undici";
import { DEFAULT_LIMITS, Deadlines, type Limits } from "./deadlines";
import { Interrupted } from "./failure";
import { onAbort } from "./on-abort";
import { transportFailure } from "./transport-error";

/** Where the requests go, over connections that are kept. */
export interface Server {
  /** Without a slash at the end. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly limits: Limits;
  readonly dispatcher: Dispatcher;
  close(): Promise<void>;
}

export interface ServerOptions {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly limits?: Partial<Limits>;
}

export function connectTo(options: ServerOptions): Server {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const dispatcher = new Agent({
    connect: { timeout: limits.connect * 1000 },
    pipelining: 1,
    // Ours are finer: undici looks at its own only every second.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  return {
    url: options.url.replace(/\/+$/, ""),
    headers: options.headers ?? {},
    limits,
    dispatcher,
    close: () => dispatcher.destroy(),
  };
}

export interface Exchange {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly body?: string;
  readonly signal?: AbortSignal | undefined;
  /** Less than the server's `limits.total`, where tries before have used some of it; in seconds. */
  readonly total?: number | undefined;
  /** Called when the answer begins; what it returns gets the body. Throwing ends the exchange. */
  readonly answer: (status: number, headers: AnswerHeaders) => BodySink;
}

/** By name in lower case. */
export type AnswerHeaders = Readonly<Record<string, string | string[] | undefined>>;

/** One header as text; where it came several times, the first. */
export function headerText(headers: AnswerHeaders, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}

/** Gets the pieces of a body. Throwing ends the exchange. */
export type BodySink = (piece: Buffer) => void;

/** Moments of an exchange, in milliseconds of `performance.now()`. */
export interface Timing {
  readonly start: number;
  /** The first byte of the body; undefined when there was none. */
  readonly firstByte: number | undefined;
  readonly end: number;
}

/** Servers that have answered. */
const answering = new WeakSet<Server>();

/** One request under way: what undici calls as the answer comes in. */
class Running implements Dispatcher.DispatchHandler {
  private readonly start = performance.now();
  private readonly deadlines: Deadlines;
  private readonly forget: () => void;
  private controller: Dispatcher.DispatchController | undefined;
  private sink: BodySink | undefined;
  private firstByte: number | undefined;
  private ended = false;

  constructor(
    private readonly server: Server,
    private readonly request: Exchange,
    private readonly resolve: (timing: Timing) => void,
    private readonly reject: (error: unknown) => void,
  ) {
    const limits = { ...server.limits, total: request.total ?? server.limits.total };
    this.deadlines = new Deadlines(limits, (failure) => this.fail(failure));
    this.forget = onAbort(request.signal, () => this.fail(new Interrupted()));
    if (request.signal?.aborted) this.fail(new Interrupted());
  }

  get isOver(): boolean {
    return this.ended;
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    if (this.ended) controller.abort(new Interrupted());
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: AnswerHeaders): void {
    if (status < 200 || this.ended) return;
    answering.add(this.server);
    this.deadlines.alive();
    this.guard(() => {
      this.sink = this.request.answer(status, headers);
    });
  }

  onResponseData(_: Dispatcher.DispatchController, piece: Buffer): void {
    if (this.ended) return;
    this.firstByte ??= performance.now();
    this.deadlines.alive();
    this.guard(() => this.sink?.(piece));
  }

  onResponseEnd(): void {
    if (this.settle()) this.resolve({ start: this.start, firstByte: this.firstByte, end: performance.now() });
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    const isAnswered = this.sink !== undefined;
    const isKnown = answering.has(this.server);
    this.fail(transportFailure(error, { origin: this.server.url, isAnswered, isKnown }));
  }

  private guard(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.fail(error as Error);
    }
  }

  private fail(error: Error): void {
    if (!this.settle()) return;
    this.reject(error);
    this.controller?.abort(error);
  }

  /** @returns whether this is the end, and not something after it */
  private settle(): boolean {
    if (this.ended) return false;
    this.ended = true;
    this.deadlines.stop();
    this.forget();
    return true;
  }
}

/**
 * Sends one request and hands its answer on as it comes.
 * @throws SpeechFailure where the exchange did not complete, Interrupted where the signal ended it
 */
export function exchange(server: Server, request: Exchange): Promise<Timing> {
  return new Promise((resolve, reject) => {
    const running = new Running(server, request, resolve, reject);
    if (!running.isOver) server.dispatcher.dispatch(dispatchOptions(server, request), running);
  });
}

function dispatchOptions(server: Server, request: Exchange): Dispatcher.DispatchOptions {
  const url = new URL(server.url + request.path);
  return {
    origin: url.origin,
    path: url.pathname + url.search,
    method: request.method,
    headers: { ...(request.body !== undefined && { "content-type": "application/json" }), ...server.headers },
    ...(request.body !== undefined && { body: request.body }),
  };
}
