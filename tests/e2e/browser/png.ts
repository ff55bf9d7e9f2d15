import { inflateSync } from "node:zlib";

export interface Picture {
  readonly width: number;
  readonly height: number;
  /** How many pixels have a colour, such as `#0b66c3`. */
  count(colour: string): number;
}

/** Bytes of a pixel by PNG's colour type: RGB and RGBA. */
const CHANNELS: Readonly<Record<number, number>> = { 2: 3, 6: 4 };

/** Reads a PNG of 8 bits a channel, as Chromium writes it. */
export function readPng(bytes: Buffer): Picture {
  const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
  const channels = CHANNELS[bytes[25] ?? 0];
  if (channels === undefined || bytes[24] !== 8)
    throw new Error("not a PNG of the kind that Chromium writes");
  const pixels = unfiltered(inflateSync(Buffer.concat(dataOf(bytes))), width * channels, channels);
  const counts = new Map<number, number>();
  for (let at = 0; at < pixels.length; at += channels) {
    const colour = pixels.readUIntBE(at, 3);
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  return { width, height, count: (colour) => counts.get(Number.parseInt(colour.slice(1), 16)) ?? 0 };
}

function dataOf(bytes: Buffer): Buffer[] {
  const parts: Buffer[] = [];
  for (let at = 8; at < bytes.length; at += 12 + bytes.readUInt32BE(at)) {
    if (bytes.toString("latin1", at + 4, at + 8) !== "IDAT") continue;
    parts.push(bytes.subarray(at + 8, at + 8 + bytes.readUInt32BE(at)));
  }
  return parts;
}

/** Undoes PNG's filters: each line says of its bytes what they differ from. */
function unfiltered(lines: Buffer, stride: number, channels: number): Buffer {
  const count = lines.length / (stride + 1);
  const pixels = Buffer.alloc(count * stride);
  for (let line = 0; line < count; line += 1) {
    const filter = lines[line * (stride + 1)] ?? 0;
    for (let x = 0; x < stride; x += 1) {
      const at = line * stride + x;
      const left = x < channels ? 0 : (pixels[at - channels] ?? 0);
      const up = line === 0 ? 0 : (pixels[at - stride] ?? 0);
      const corner = x < channels || line === 0 ? 0 : (pixels[at - stride - channels] ?? 0);
      const predicted = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter] ?? 0;
      pixels[at] = (lines[line * (stride + 1) + 1 + x] ?? 0) + predicted;
    }
  }
  return pixels;
}

function paeth(left: number, up: number, corner: number): number {
  const [toLeft, toUp, toCorner] = [left, up, corner].map((value) => Math.abs(left + up - corner - value));
  if (toLeft !== undefined && toUp !== undefined && toCorner !== undefined) {
    if (toLeft <= toUp && toLeft <= toCorner) return left;
    if (toUp <= toCorner) return up;
  }
  return corner;
}
