import { AudioDefect, type FrameReader } from "./inspector";

const SAMPLE_RATES = [
  96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350,
];
const HEADER = 7;
const SAMPLES_PER_BLOCK = 1024;

/** AAC in ADTS frames (ISO 14496-3, annex 1.A.2.2), as the server sends it. */
export class AdtsReader implements FrameReader {
  private total = 0;

  read(bytes: Buffer, offset: number): number {
    if (bytes.length - offset < HEADER) return 0;
    const header = bytes.readUInt32BE(offset);
    const sampleRate = SAMPLE_RATES[(header >>> 10) & 15];
    const isAdts = header >>> 20 === 0xfff && ((header >>> 17) & 3) === 0;
    const length = ((header & 3) << 11) | (bytes.readUInt16BE(offset + 4) >>> 5);
    if (!isAdts || !sampleRate || length <= HEADER) throw new AudioDefect("no ADTS frame of AAC", false);
    if (offset + length > bytes.length) return 0;
    const blocks = ((bytes[offset + 6] ?? 0) & 3) + 1;
    this.total += (SAMPLES_PER_BLOCK * blocks) / sampleRate;
    return length;
  }

  seconds(): number {
    return this.total;
  }
}
