import { gzipSync } from "node:zlib";
import { inputError } from "../../common/problem";
import type { RenderedFile } from "../../render/file";

/**
 * A tar archive (POSIX ustar) of a tree. Same files, same bytes, on every machine: no owner, no time, 0644,
 * sorted by path. Own code, because that is all that the format needs, and it has not changed since 1988.
 *
 * @throws InputError where a path is too long for the format
 */
export function tarArchive(files: readonly RenderedFile[]): Buffer {
  const sorted = [...files].sort((a, b) => (a.path < b.path ? -1 : 1));
  const parts = sorted.flatMap(({ path, content }) => {
    const data = Buffer.from(content, "utf8");
    return [header(path, data.length), data, Buffer.alloc(paddingOf(data.length))];
  });
  return Buffer.concat([...parts, Buffer.alloc(2 * BLOCK)]);
}

const BLOCK = 512;

function paddingOf(size: number): number {
  return (BLOCK - (size % BLOCK)) % BLOCK;
}

function header(path: string, size: number): Buffer {
  const block = Buffer.alloc(BLOCK);
  const { name, prefix } = splitPath(path);
  const octal = (value: number, length: number) => `${value.toString(8).padStart(length - 1, "0")}\0`;
  block.write(name, 0);
  block.write(octal(0o644, 8), 100);
  block.write(octal(0, 8), 108);
  block.write(octal(0, 8), 116);
  block.write(octal(size, 12), 124);
  block.write(octal(0, 12), 136);
  // The checksum counts its own field as spaces.
  block.write(" ".repeat(8), 148);
  block.write("0", 156);
  block.write("ustar\0", 257);
  block.write("00", 263);
  block.write(prefix, 345);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return block;
}

/** A name of at most 100 bytes, with the folders before it in a prefix of at most 155. */
function splitPath(path: string): { name: string; prefix: string } {
  if (Buffer.byteLength(path) <= 100) return { name: path, prefix: "" };
  for (let slash = path.indexOf("/"); slash > 0; slash = path.indexOf("/", slash + 1)) {
    const [prefix, name] = [path.slice(0, slash), path.slice(slash + 1)];
    if (Buffer.byteLength(name) <= 100 && Buffer.byteLength(prefix) <= 155) return { name, prefix };
  }
  throw inputError({
    key: path,
    rule: "is too long for a tar archive",
    fix: "shorten flux.path, the namespace or the name",
  });
}

/**
 * The gzip form of data, without compressing it. What zlib makes of the same data differs between its versions
 * and processors, and with it the digest of an artifact; stored blocks are the same everywhere.
 */
export function gzipStored(data: Buffer): Buffer {
  // Modified time 0, no name, system unknown.
  const parts: Buffer[] = [Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255])];
  for (let start = 0; start === 0 || start < data.length; start += LARGEST_STORED) {
    const chunk = data.subarray(start, start + LARGEST_STORED);
    const isLast = start + LARGEST_STORED >= data.length;
    const lead = Buffer.alloc(5);
    lead.writeUInt8(isLast ? 1 : 0, 0);
    lead.writeUInt16LE(chunk.length, 1);
    lead.writeUInt16LE(~chunk.length & 0xffff, 3);
    parts.push(lead, chunk);
  }
  // CRC-32 and size, which end every gzip stream, as zlib counts them.
  return Buffer.concat([...parts, gzipSync(data, { level: 0 }).subarray(-8)]);
}

const LARGEST_STORED = 0xffff;
