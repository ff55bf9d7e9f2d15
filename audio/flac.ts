import { crc8, crc16 } from "./crc";
import { AudioDefect, type FrameReader } from "./inspector";

const STREAM_INFO = 0;
const STREAM_INFO_LENGTH = 34;
const LONGEST_FRAME = 1 << 20;
/** A block is held until it is whole; one of speech is some bytes long. */
const LONGEST_BLOCK = 1 << 20;
/** Samples of a frame by its code (RFC 9639, 9.1.1); 6 and 7 follow the coded number, 0 is reserved. */
const BLOCK_SIZES = [0, 192, 576, 1152, 2304, 4608, 0, 0, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768];

interface FrameHeader {
  readonly length: number;
  readonly samples: number;
  readonly number: number;
}

/** How many bytes the UTF-8-like frame number takes, and what it says. */
function codedNumber(bytes: Buffer, at: number): { value: number; length: number } | undefined {
  const first = bytes[at] ?? 0;
  if (first < 0x80) return { value: first, length: 1 };
  const length = Math.clz32(~(first << 24));
  if (length < 2 || length > 7) return undefined;
  let value = first & (0x7f >> length);
  for (let next = 1; next < length; next++) value = value * 64 + ((bytes[at + next] ?? 0) & 0x3f);
  return { value, length };
}

/** Reads a frame header whose CRC-8 is right; undefined where there is none. */
export function flacFrameAt(bytes: Buffer, at: number): FrameHeader | undefined {
  if (bytes[at] !== 0xff || ((bytes[at + 1] ?? 0) & 0xfe) !== 0xf8) return undefined;
  const sizeCode = (bytes[at + 2] ?? 0) >> 4;
  const rateCode = (bytes[at + 2] ?? 0) & 15;
  const number = codedNumber(bytes, at + 4);
  if (!number || sizeCode === 0 || rateCode === 15) return undefined;
  const sizeAt = at + 4 + number.length;
  const sizeBytes = sizeCode === 6 ? 1 : sizeCode === 7 ? 2 : 0;
  const rateBytes = rateCode === 12 ? 1 : rateCode === 13 || rateCode === 14 ? 2 : 0;
  const end = sizeAt + sizeBytes + rateBytes;
  if (end >= bytes.length || crc8(bytes, at, end) !== bytes[end]) return undefined;
  const samples = sizeBytes === 0 ? (BLOCK_SIZES[sizeCode] ?? 0) : bytes.readUIntBE(sizeAt, sizeBytes) + 1;
  return { length: end + 1 - at, samples, number: number.value };
}

/**
 * FLAC (RFC 9639). A frame does not say how long it is: it ends where the next one starts and its CRC-16 is
 * right. The server streams, so its header says 0 samples in all; a cut between frames cannot be seen here.
 */
export class FlacReader implements FrameReader {
  private place: "mark" | "metadata" | "frames" = "mark";
  private sampleRate = 0;
  private promised = 0;
  private samples = 0;
  private scanned = 0;

  read(bytes: Buffer, offset: number, final: boolean): number {
    if (this.place === "mark") return this.mark(bytes, offset);
    if (this.place === "metadata") return this.metadata(bytes, offset);
    return this.frame(bytes, offset, final);
  }

  seconds(): number {
    if (this.samples === 0) throw new AudioDefect("a FLAC header but no audio", true);
    if (this.promised > this.samples) {
      throw new AudioDefect(`the FLAC header promises ${this.promised} samples, ${this.samples} came`, true);
    }
    return this.samples / this.sampleRate;
  }

  private mark(bytes: Buffer, offset: number): number {
    if (bytes.length - offset < 4) return 0;
    if (bytes.toString("latin1", offset, offset + 4) !== "fLaC") throw new AudioDefect("no FLAC file", false);
    this.place = "metadata";
    return 4;
  }

  private metadata(bytes: Buffer, offset: number): number {
    if (bytes.length - offset < 4) return 0;
    const kind = bytes[offset] ?? 0;
    const length = 4 + bytes.readUIntBE(offset + 1, 3);
    if (length > LONGEST_BLOCK) throw new AudioDefect(`FLAC metadata of ${length} bytes`, false);
    if (offset + length > bytes.length) return 0;
    if ((kind & 0x7f) === STREAM_INFO) this.streamInfo(bytes.subarray(offset + 4, offset + length));
    if ((kind & 0x80) !== 0) this.place = "frames";
    return length;
  }

  private streamInfo(block: Buffer): void {
    if (block.length < STREAM_INFO_LENGTH) throw new AudioDefect("a FLAC header that is cut", false);
    this.sampleRate = block.readUIntBE(10, 3) >>> 4;
    this.promised = ((block[13] ?? 0) & 15) * 2 ** 32 + block.readUInt32BE(14);
    if (this.sampleRate === 0) throw new AudioDefect("a FLAC header with a sample rate of 0", false);
  }

  private frame(bytes: Buffer, offset: number, final: boolean): number {
    if (this.sampleRate === 0) throw new AudioDefect("FLAC without a header", false);
    const header = flacFrameAt(bytes, offset);
    if (!header) {
      if (bytes.length - offset < 16) return 0;
      throw new AudioDefect("no FLAC frame", false);
    }
    const length = this.frameLength(bytes, offset, header, final);
    if (length > 0) {
      this.samples += header.samples;
      this.scanned = 0;
    }
    return length;
  }

  private frameLength(bytes: Buffer, offset: number, header: FrameHeader, final: boolean): number {
    const from = offset + Math.max(header.length + 2, this.scanned);
    for (
      let at = bytes.indexOf(0xff, from);
      at !== -1 && (final || at + 16 <= bytes.length); // a whole header, or the end of all frames
      at = bytes.indexOf(0xff, at + 1)
    ) {
      const next = flacFrameAt(bytes, at);
      if (next && next.number > header.number && isWhole(bytes, offset, at)) return at - offset;
    }
    if (final) return isWhole(bytes, offset, bytes.length) ? bytes.length - offset : 0;
    if (bytes.length - offset > LONGEST_FRAME) throw new AudioDefect("a FLAC frame without end", false);
    this.scanned = Math.max(0, bytes.length - offset - 16);
    return 0;
  }
}

function isWhole(bytes: Buffer, start: number, end: number): boolean {
  return end - start > 4 && crc16(bytes, start, end - 2) === bytes.readUInt16BE(end - 2);
}
