import type { BodySink } from "./http";

/** More than any list of voices or answer of Prometheus to our queries. */
export const LONGEST_JSON = 8 * 2 ** 20;
/** Of an error, the beginning says what is wrong. */
export const LONGEST_REFUSAL = 2 ** 16;

/** Collects a body that is read whole, up to a limit: what a server sends without end must not fill the memory. */
export class WholeBody {
  private readonly pieces: Buffer[] = [];
  private length = 0;

  /** @param tooLong makes what is thrown at the limit, which ends the exchange */
  constructor(
    private readonly limit: number,
    private readonly tooLong: (text: string) => Error,
  ) {}

  readonly sink: BodySink = (piece) => {
    this.pieces.push(piece.subarray(0, this.limit - this.length));
    this.length += piece.length;
    if (this.length > this.limit) throw this.tooLong(this.text());
  };

  /** What came, as text. */
  text(): string {
    return Buffer.concat(this.pieces).toString("utf8");
  }
}
