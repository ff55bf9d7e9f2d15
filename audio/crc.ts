/** A table for a most-significant-bit-first CRC of `width` bits. */
function table(polynomial: number, width: 8 | 16 | 32): Uint32Array {
  const top = 2 ** (width - 1);
  return Uint32Array.from({ length: 256 }, (_, byte) => {
    let value = (byte << (width - 8)) >>> 0;
    for (let bit = 0; bit < 8; bit++) {
      const carry = (value & top) !== 0;
      value = (value << 1) >>> 0;
      if (carry) value = (value ^ polynomial) >>> 0;
    }
    return width === 32 ? value : value & (2 ** width - 1);
  });
}

const OGG = table(0x04c11db7, 32);
const FLAC_HEADER = table(0x07, 8);
const FLAC_FRAME = table(0x8005, 16);

/** The checksum of an Ogg page, whose own field must read as zero: pass where it starts. */
export function oggChecksum(page: Uint8Array, fieldAt = 22): number {
  let crc = 0;
  for (let at = 0; at < page.length; at++) {
    const byte = at >= fieldAt && at < fieldAt + 4 ? 0 : (page[at] ?? 0);
    crc = ((crc << 8) ^ (OGG[(crc >>> 24) ^ byte] ?? 0)) >>> 0;
  }
  return crc;
}

/** CRC-8 over a FLAC frame header. */
export function crc8(bytes: Uint8Array, start: number, end: number): number {
  let crc = 0;
  for (let at = start; at < end; at++) crc = FLAC_HEADER[crc ^ (bytes[at] ?? 0)] ?? 0;
  return crc;
}

/** CRC-16 over a FLAC frame. */
export function crc16(bytes: Uint8Array, start: number, end: number): number {
  let crc = 0;
  for (let at = start; at < end; at++) {
    crc = ((crc << 8) & 0xffff) ^ (FLAC_FRAME[(crc >>> 8) ^ (bytes[at] ?? 0)] ?? 0);
  }
  return crc;
}
