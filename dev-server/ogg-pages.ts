import { oggChecksum } from "../audio/crc";

const SERIAL = 0x6b6f6b6f;
const FIRST_PAGE = 2;
const LAST_PAGE = 4;
const PACKETS_PER_PAGE = 50; // one second of 20 ms packets, as FFmpeg does it

/** Writes Opus packets of 20 ms into Ogg pages (RFC 3533, RFC 7845). */
export class OpusPages {
  private sequence = 0;
  private granule = 0;
  private waiting: Buffer[] = [];

  head(): Buffer {
    const head = Buffer.from("OpusHead\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00", "latin1");
    head.writeUInt32LE(24000, 12);
    const vendor = "kokoro dev-server";
    const tags = Buffer.alloc(8 + 4 + vendor.length + 4);
    tags.write("OpusTags", 0, "latin1");
    tags.writeUInt32LE(vendor.length, 8);
    tags.write(vendor, 12, "latin1");
    return Buffer.concat([this.page([head], FIRST_PAGE), this.page([tags], 0)]);
  }

  /** Adds one packet; returns a page when one is full, else nothing. */
  add(packet: Buffer): Buffer {
    this.waiting.push(packet);
    return this.waiting.length > PACKETS_PER_PAGE ? this.flush(0, PACKETS_PER_PAGE) : Buffer.alloc(0);
  }

  end(): Buffer {
    return this.flush(LAST_PAGE, this.waiting.length);
  }

  private flush(flags: number, count: number): Buffer {
    this.granule += count * 960;
    return this.page(this.waiting.splice(0, count), flags);
  }

  private page(packets: readonly Buffer[], flags: number): Buffer {
    const lacing = packets.flatMap((packet) => [
      ...Array<number>(Math.floor(packet.length / 255)).fill(255),
      packet.length % 255,
    ]);
    const header = Buffer.alloc(27);
    header.write("OggS", 0, "latin1");
    header.writeUInt8(flags, 5);
    header.writeUInt32LE(this.granule, 6);
    header.writeUInt32LE(SERIAL, 14);
    header.writeUInt32LE(this.sequence++, 18);
    header.writeUInt8(lacing.length, 26);
    const page = Buffer.concat([header, Buffer.from(lacing), ...packets]);
    page.writeUInt32LE(oggChecksum(page), 22);
    return page;
  }
}
