import { writeFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AudioDefect, audioSeconds, inspectorFor } from "../../../audio";
import { joinNatively } from "../../../client/batch/join";
import { FlacFrames } from "../../../dev-server/flac-frames";
import { SPEECH_FORMATS, type SpeechFormat } from "../../../speech/formats";
import { fixture, temporaryFolder } from "../client/support";

const recorded = (format: SpeechFormat) => fixture(`audio/server.${format}`);

/** Changes of a file: bytes that are overwritten near its head or anywhere, a part that is cut out, an end. */
const mutation = fc.record({
  patches: fc.array(fc.tuple(fc.nat(), fc.uint8Array({ minLength: 1, maxLength: 8 })), { maxLength: 4 }),
  isHead: fc.boolean(),
  cut: fc.option(fc.tuple(fc.nat(), fc.nat(600))),
  end: fc.option(fc.nat()),
});

type Mutation = typeof mutation extends fc.Arbitrary<infer T> ? T : never;

function mutated(original: Buffer, { patches, isHead, cut, end }: Mutation): Buffer {
  let body = Buffer.from(original);
  for (const [at, bytes] of patches) body.set(bytes, at % ((isHead ? 120 : body.length) - bytes.length));
  if (cut) {
    const start = cut[0] % body.length;
    body = Buffer.concat([body.subarray(0, start), body.subarray(start + cut[1])]);
  }
  return end === null ? body : body.subarray(0, end % (body.length + 1));
}

/** Reads a body in pieces. @throws whatever is no verdict on the audio */
function read(format: SpeechFormat, body: Buffer, piece: number): number | AudioDefect {
  try {
    const inspector = inspectorFor(format);
    for (let at = 0; at < body.length; at += piece) inspector.push(body.subarray(at, at + piece));
    return inspector.finish();
  } catch (error) {
    if (error instanceof AudioDefect) return error;
    throw error;
  }
}

function expectVerdict(verdict: number | AudioDefect): void {
  if (verdict instanceof AudioDefect) return;
  expect(verdict).toBeGreaterThan(0);
  expect(Number.isFinite(verdict)).toBe(true);
}

describe.each(SPEECH_FORMATS)("any bytes as %s", (format) => {
  it("are a length above 0 or a defect, and nothing else is thrown", () => {
    const original = recorded(format);
    fc.assert(
      fc.property(mutation, fc.integer({ min: 400, max: 70_000 }), (change, piece) => {
        expectVerdict(read(format, mutated(original, change), piece));
      }),
      { seed: 15, numRuns: 300 },
    );
  });

  it("are so behind the right mark too", () => {
    const marks = ["fLaC", "ID3", "OggS", "RIFF\0\0\0\0WAVEfmt ", "\xff\xf8", "\xff\xfb", "\xff\xf1", ""];
    const head = fc.constantFrom(...marks).map((mark) => Buffer.from(mark, "latin1"));
    fc.assert(
      fc.property(head, fc.uint8Array({ maxLength: 80 }), (mark, rest) => {
        expectVerdict(read(format, Buffer.concat([mark, rest]), 200));
      }),
      { seed: 15, numRuns: 500 },
    );
  });
});

function defectOf(format: SpeechFormat, body: Buffer): string {
  const verdict = read(format, body, body.length || 1);
  return verdict instanceof AudioDefect ? verdict.message : `${verdict} s`;
}

describe("a header that is wrong", () => {
  const silent = (format: SpeechFormat, at: number, ...bytes: number[]) => {
    const body = Buffer.from(recorded(format));
    body.set(bytes, at);
    return body;
  };

  it.each([
    ["flac", "an empty block", Buffer.from("fLaC\0\0\0\0"), "a FLAC header that is cut"],
    ["flac", "a sample rate of 0", silent("flac", 18, 0, 0, 0), "a sample rate of 0"],
    [
      "flac",
      "a block of 16 MB",
      Buffer.from("fLaC\x04\xff\xff\xff", "latin1"),
      "FLAC metadata of 16777219 bytes",
    ],
    ["wav", "a sample rate of 0", silent("wav", 24, 0, 0, 0, 0), "a WAV format of nothing"],
    [
      "wav",
      "a format without content",
      Buffer.from("RIFF\0\0\0\0WAVEfmt \0\0\0\0"),
      "a WAV format that is cut",
    ],
    ["wav", "no samples", recorded("wav").subarray(0, 78), "audio without any length"],
    [
      "mp3",
      "a tag of 256 MB",
      Buffer.from("ID3\x04\0\0\x7f\x7f\x7f\x7f\0\0", "latin1"),
      "an ID3 tag of 268435465",
    ],
  ] as const)("is refused: %s with %s", (format, _, body, message) => {
    expect(defectOf(format, body)).toContain(message);
  });

  it("of a tag that is longer than its file does not stop the others from being joined", () => {
    const file = path.join(temporaryFolder(), "tag.mp3");
    writeFileSync(file, Buffer.from("ID3\x04\0\0\0\0\x7f\x7f", "latin1"));
    const written: Buffer[] = [];
    joinNatively("mp3", [file], { write: (piece: Buffer) => written.push(piece) } as never);
    expect(Buffer.concat(written)).toHaveLength(0);
  });
});

describe("flac", () => {
  it.each([1, 2, 3, 4])("counts a last frame of %i samples, which has under 16 bytes", (samples) => {
    const frames = new FlacFrames();
    const blocks = [
      frames.head(),
      frames.next(Buffer.alloc(2 * 4096)),
      frames.next(Buffer.alloc(2 * samples)),
    ];
    const last = frames.end();
    if (samples < 3) expect(last.length).toBeLessThan(16);
    const body = Buffer.concat([...blocks, last]);
    expect(audioSeconds("flac", body)).toBeCloseTo((4096 + samples) / 24000, 9);
  });
});
