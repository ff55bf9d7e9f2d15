import { Agent, type Dispatcher } from "undici";
import { Interrupted, SpeechFailure } from "./failure";
import { transportFailure } from "./transport-error";

/** Limits of one exchange, in seconds. */
export interface Limits {
  /** Until the connection stands. */
  readonly connect: number;
  /** Between two pieces of an answer that has begun; and until the first piece of a streamed one. */
  readonly idle: number;
  /** For the whole exchange. */
  readonly total: number;
}

export const DEFAULT_LIMITS: Limits = { connect: 10, idle: 120, total: 900 };

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
  readonly answer: (status: number, headers: Record<string, string>) => BodySink;
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

function plainHeaders(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value ?? "")]));
}

/** The clocks of one exchange: the first that runs out ends it. */
class Deadlines {
  private readonly total: NodeJS.Timeout;
  private idle: NodeJS.Timeout | undefined;

  constructor(
    private readonly limits: Limits,
    private readonly expire: (failure: SpeechFailure) => void,
  ) {
    const message = `no complete answer within ${Number(limits.total.toFixed(1))} s`;
    this.total = setTimeout(() => expire(new SpeechFailure("timeout", message)), limits.total * 1000);
  }

  /** A piece came, or the answer began. */
  alive(): void {
    if (this.idle) this.idle.refresh();
    else this.idle = setTimeout(() => this.stalled(), this.limits.idle * 1000);
  }

  stop(): void {
    clearTimeout(this.total);
    clearTimeout(this.idle);
  }

  private stalled(): void {
    const message = `the answer stalled: nothing came for ${this.limits.idle} s`;
    this.expire(new SpeechFailure("timeout", message, { retry: "repeat" }));
  }
}

/**
 * Sends one request and hands its answer on as it comes.
 * @throws SpeechFailure where the exchange did not complete, Interrupted where the signal ended it
 */
export function exchange(server: Server, request: Exchange): Promise<Timing> {
  return new Promise((resolve, reject) => {
    const start = performance.now();
    let controller: Dispatcher.DispatchController | undefined;
    let sink: BodySink | undefined;
    let firstByte: number | undefined;
    let ended = false;

    const settle = (act: () => void) => {
      if (ended) return;
      ended = true;
      deadlines.stop();
      request.signal?.removeEventListener("abort", interrupt);
      act();
    };
    const fail = (error: Error) =>
      settle(() => {
        reject(error);
        controller?.abort(error);
      });
    const interrupt = () => fail(new Interrupted());
    const deadlines = new Deadlines({ ...server.limits, total: request.total ?? server.limits.total }, fail);
    const attempt = (work: () => void) => {
      try {
        work();
      } catch (error) {
        fail(error as Error);
      }
    };

    if (request.signal?.aborted) return interrupt();
    request.signal?.addEventListener("abort", interrupt, { once: true });
    server.dispatcher.dispatch(dispatchOptions(server, request), {
      onRequestStart: (given) => {
        controller = given;
        if (ended) given.abort(new Interrupted());
      },
      onResponseStart: (_, status, headers) => {
        if (status < 200 || ended) return;
        deadlines.alive();
        attempt(() => {
          sink = request.answer(status, plainHeaders(headers));
        });
      },
      onResponseData: (_, piece) => {
        if (ended) return;
        firstByte ??= performance.now();
        deadlines.alive();
        attempt(() => sink?.(piece));
      },
      onResponseEnd: () => {
        const timing = { start, firstByte, end: performance.now() };
        settle(() => resolve(timing));
      },
      onResponseError: (_, error) => fail(transportFailure(error, server.url, sink !== undefined)),
    });
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
