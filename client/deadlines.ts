import { SpeechFailure } from "./failure";

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

/** The clocks of one exchange: the first that runs out ends it. */
export class Deadlines {
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
