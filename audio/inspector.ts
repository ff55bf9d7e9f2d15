/** A body that is not the audio it should be. */
export class AudioDefect extends Error {
  constructor(
    message: string,
    /** True where the bytes are sound but stop too early: worth another try. */
    readonly truncated: boolean,
  ) {
    super(message);
    this.name = "AudioDefect";
  }
}

/** A length that is one: a header can promise no time at all, or a sample rate of 0. @throws AudioDefect */
export function checkedSeconds(seconds: number): number {
  if (seconds > 0 && Number.isFinite(seconds)) return seconds;
  throw new AudioDefect("audio without any length", false);
}

/** Follows a body chunk by chunk, keeping no more than one frame of it in memory. */
export interface AudioInspector {
  /** @throws AudioDefect as soon as the bytes cannot be the format any more */
  push(chunk: Buffer): void;
  /**
   * Ends the body.
   * @returns the length of the audio in seconds, at speed 1 of the player; above 0
   * @throws AudioDefect when the body stops before the format says it may
   */
  finish(): number;
  /** Why the samples can be no speech; undefined where they may be, or where the format's samples are not read. */
  noSpeech?(): string | undefined;
}

/** What a format knows: where a frame ends and how long the frames were. */
export interface FrameReader {
  /**
   * Reads the frame at `offset`.
   * @param final no more bytes will come
   * @returns its length in bytes, or 0 when more bytes are needed
   */
  read(bytes: Buffer, offset: number, final: boolean): number;
  /** The length of all frames read, in seconds. @throws AudioDefect when an end mark is missing */
  seconds(): number;
}

/** Cuts chunks of any size into the frames of `reader`. */
export class FrameWalker implements AudioInspector {
  private pending: Buffer = Buffer.alloc(0);
  private consumed = 0;

  constructor(
    private readonly reader: FrameReader,
    private readonly formatName: string,
  ) {}

  push(chunk: Buffer): void {
    this.pending = this.pending.length === 0 ? chunk : Buffer.concat([this.pending, chunk]);
    this.walk(false);
  }

  finish(): number {
    this.walk(true);
    if (this.pending.length > 0) {
      const at = this.consumed;
      throw new AudioDefect(`the ${this.formatName} ends in the middle of the frame at byte ${at}`, true);
    }
    if (this.consumed === 0) throw new AudioDefect("no audio at all", false);
    return checkedSeconds(this.reader.seconds());
  }

  private walk(final: boolean): void {
    let offset = 0;
    try {
      while (offset < this.pending.length) {
        const length = this.reader.read(this.pending, offset, final);
        if (length === 0 || offset + length > this.pending.length) break;
        offset += length;
      }
    } catch (error) {
      if (!(error instanceof AudioDefect)) throw error;
      throw new AudioDefect(`byte ${this.consumed + offset}: ${error.message}`, error.truncated);
    }
    this.pending = this.pending.subarray(offset);
    this.consumed += offset;
  }
}
