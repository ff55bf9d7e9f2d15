import { oggChecksum } from "./crc";
import { AudioDefect, type FrameReader } from "./inspector";

const HEADER = 27;
const CONTINUES_NOTHING = 0xffffffffffffffffn; // granule of a page on which no packet ends
/** Opus counts time at 48 kHz, whatever the input was (RFC 7845, 4). */
const GRANULES_PER_SECOND = 48000;

/** Opus in Ogg (RFC 3533, RFC 7845): checksums, page order, and the end-of-stream flag. */
export class OggOpusReader implements FrameReader {
  private pages = 0;
  private lastGranule = 0n;
  private preSkip = 0;
  private ended = false;

  read(bytes: Buffer, offset: number): number {
    if (bytes.length - offset < HEADER) return 0;
    if (bytes.toString("latin1", offset, offset + 4) !== "OggS") throw new AudioDefect("no Ogg page", false);
    const segments = bytes[offset + 26] ?? 0;
    const bodyAt = offset + HEADER + segments;
    if (bodyAt > bytes.length) return 0;
    let end = bodyAt;
    for (let at = offset + HEADER; at < bodyAt; at++) end += bytes[at] ?? 0;
    if (end > bytes.length) return 0;
    this.page(bytes.subarray(offset, end), HEADER + segments);
    return end - offset;
  }

  seconds(): number {
    if (!this.ended) throw new AudioDefect("the Ogg stream has no last page", true);
    return Math.max(0, Number(this.lastGranule) - this.preSkip) / GRANULES_PER_SECOND;
  }

  private page(page: Buffer, bodyAt: number): void {
    if (oggChecksum(page) !== page.readUInt32LE(22)) throw new AudioDefect("an Ogg page is damaged", false);
    if (this.ended) throw new AudioDefect("data after the last Ogg page", false);
    if (page.readUInt32LE(18) !== this.pages) throw new AudioDefect("an Ogg page is missing", false);
    if (this.pages === 0) this.head(page.subarray(bodyAt));
    const granule = page.readBigUInt64LE(6);
    if (granule !== CONTINUES_NOTHING) this.lastGranule = granule;
    this.ended = ((page[5] ?? 0) & 4) !== 0;
    this.pages++;
  }

  private head(packet: Buffer): void {
    if (packet.toString("latin1", 0, 8) !== "OpusHead") throw new AudioDefect("Ogg, but not Opus", false);
    this.preSkip = packet.readUInt16LE(10);
  }
}
