import { crc8, crc16 } from "../audio/crc";

const SAMPLE_RATE = 24000;
const BLOCK_SAMPLES = 4096;
const BLOCK_BYTES = BLOCK_SAMPLES * 2;

/** Frame numbers are written like UTF-8, up to 36 bits. */
function codedNumber(value: number): number[] {
  if (value < 0x80) return [value];
  const rest: number[] = [];
  let left = value;
  let room = 0x3f;
  while (left > room) {
    rest.unshift(0x80 | (left & 0x3f));
    left = Math.floor(left / 64);
    room >>= 1;
  }
  return [(~(room * 2 + 1) & 0xff) | left, ...rest];
}

/** Uncompressed FLAC (verbatim subframes, RFC 9639): 16 bit, one channel, length unknown, as streamed. */
export class FlacFrames {
  private frame = 0;
  private waiting: Buffer = Buffer.alloc(0);

  head(): Buffer {
    const info = Buffer.alloc(4 + 4 + 34);
    info.write("fLaC", 0, "latin1");
    info.writeUIntBE(0x80000022, 4, 4); // the only metadata block: STREAMINFO, 34 bytes
    info.writeUInt16BE(BLOCK_SAMPLES, 8);
    info.writeUInt16BE(BLOCK_SAMPLES, 10);
    info.writeUIntBE(SAMPLE_RATE << 4, 18, 3); // 20 bits of rate, then channels - 1 = 0
    info.writeUInt8(0xf0, 21); // low bits of 16 - 1 bits a sample
    return info;
  }

  /** Takes 16-bit little-endian PCM; gives the frames that are full. */
  next(samples: Buffer): Buffer {
    this.waiting = Buffer.concat([this.waiting, samples]);
    const blocks: Buffer[] = [];
    for (; this.waiting.length >= BLOCK_BYTES; this.waiting = this.waiting.subarray(BLOCK_BYTES)) {
      blocks.push(this.block(this.waiting.subarray(0, BLOCK_BYTES)));
    }
    return Buffer.concat(blocks);
  }

  /** The last frame, the only one that may be shorter than the others. */
  end(): Buffer {
    return this.waiting.length > 0 ? this.block(this.waiting) : Buffer.alloc(0);
  }

  private block(samples: Buffer): Buffer {
    const count = samples.length / 2;
    // 0x7: block size in 16 bits at the header's end; 0x7: 24 kHz; 0x08: mono, 16 bit.
    const header = [
      0xff,
      0xf8,
      0x77,
      0x08,
      ...codedNumber(this.frame++),
      (count - 1) >> 8,
      (count - 1) & 0xff,
    ];
    header.push(crc8(Uint8Array.from(header), 0, header.length), 0x02); // 0x02: a verbatim subframe
    const body = Buffer.from(samples).swap16();
    const frame = Buffer.concat([Buffer.from(header), body, Buffer.alloc(2)]);
    frame.writeUInt16BE(crc16(frame, 0, frame.length - 2), frame.length - 2);
    return frame;
  }
}
