import { AudioDefect, type FrameReader } from "./inspector";

/** Bit rates in kbit/s by index, layer III: MPEG-1, then MPEG-2 and 2.5 (ISO 11172-3 and 13818-3). */
const BIT_RATES_1 = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
const BIT_RATES_2 = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
const SAMPLE_RATES = [44100, 48000, 32000];

export interface Mp3Frame {
  readonly length: number;
  readonly samples: number;
  readonly sampleRate: number;
}

/** Reads the four bytes of a layer III frame header; undefined where they are none. */
export function mp3FrameAt(bytes: Buffer, offset: number): Mp3Frame | undefined {
  if (offset + 4 > bytes.length) return undefined;
  const header = bytes.readUInt32BE(offset);
  const version = (header >>> 19) & 3; // 3 MPEG-1, 2 MPEG-2, 0 MPEG-2.5
  const isLayer3 = ((header >>> 17) & 3) === 1;
  if (header >>> 21 !== 0x7ff || version === 1 || !isLayer3) return undefined;
  const bitRate = (version === 3 ? BIT_RATES_1 : BIT_RATES_2)[(header >>> 12) & 15];
  const baseRate = SAMPLE_RATES[(header >>> 10) & 3];
  if (!bitRate || !baseRate) return undefined;
  const sampleRate = version === 3 ? baseRate : version === 2 ? baseRate / 2 : baseRate / 4;
  const samples = version === 3 ? 1152 : 576;
  const padding = (header >>> 9) & 1;
  return {
    length: Math.floor((samples / 8) * ((bitRate * 1000) / sampleRate)) + padding,
    samples,
    sampleRate,
  };
}

/** The length of an ID3v2 tag with its header; 0 where there is none. */
export function id3v2Length(bytes: Buffer, offset: number): number {
  if (bytes.toString("latin1", offset, offset + 3) !== "ID3") return 0;
  const size = [6, 7, 8, 9].reduce((sum, at) => (sum << 7) | ((bytes[offset + at] ?? 0) & 0x7f), 0);
  return 10 + size;
}

const ID3V1_LENGTH = 128;
/** A tag is held until it is whole; one of speech is some bytes long. */
const LONGEST_TAG = 2 ** 20;
/** Where a Xing or LAME info frame holds its name: behind header and side information. */
const INFO_TAG_AT = [13, 21, 36];

export function isInfoFrame(bytes: Buffer, offset: number): boolean {
  return INFO_TAG_AT.some((at) =>
    ["Xing", "Info"].includes(bytes.toString("latin1", offset + at, offset + at + 4)),
  );
}

/** @throws AudioDefect where there is no tag either */
function tagLength(bytes: Buffer, offset: number): number {
  if (bytes.toString("latin1", offset, offset + 3) === "TAG") return ID3V1_LENGTH;
  const length = id3v2Length(bytes, offset);
  if (length === 0) throw new AudioDefect("no MP3 frame", false);
  if (length > LONGEST_TAG) throw new AudioDefect(`an ID3 tag of ${length} bytes`, false);
  return length;
}

/** MP3: tags are skipped, and every frame must follow the one before without a gap. */
export class Mp3Reader implements FrameReader {
  private frames = 0;
  private total = 0;

  read(bytes: Buffer, offset: number, final: boolean): number {
    if (bytes.length - offset < (final ? 4 : 10)) return 0;
    const frame = mp3FrameAt(bytes, offset);
    if (!frame) return tagLength(bytes, offset);
    if (offset + frame.length > bytes.length) return 0;
    if (this.frames > 0 || !isInfoFrame(bytes, offset)) this.total += frame.samples / frame.sampleRate;
    this.frames++;
    return frame.length;
  }

  seconds(): number {
    if (this.frames === 0) throw new AudioDefect("a tag but no MP3 frame", true);
    return this.total;
  }
}
