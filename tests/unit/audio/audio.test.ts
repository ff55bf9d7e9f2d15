import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AudioDefect, audioSeconds, inspectorFor } from "../../../audio";
import { toneWriter } from "../../../dev-server/tone";
import { SPEECH_FORMATS, type SpeechFormat } from "../../../speech/formats";
import { fixture } from "../client/support";

/** Recorded with the coder and the calls of the real server: 1.6 s of audio in two chunks. */
const recorded = (format: SpeechFormat) => fixture(`audio/server.${format}`);

function defect(format: SpeechFormat, body: Buffer): AudioDefect {
  try {
    audioSeconds(format, body);
  } catch (error) {
    if (error instanceof AudioDefect) return error;
    throw error;
  }
  throw new Error(`${format} of ${body.length} bytes was taken for sound`);
}

describe.each(SPEECH_FORMATS)("%s", (format) => {
  it("gives the length of what the real server sends", () => {
    // Coders pad: MP3 and AAC are up to three frames longer than the sound.
    expect(audioSeconds(format, recorded(format))).toBeGreaterThanOrEqual(1.6);
    expect(audioSeconds(format, recorded(format))).toBeLessThan(1.7);
  });

  it("says the same however the body is cut into pieces", () => {
    const body = recorded(format);
    const whole = audioSeconds(format, body);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 1 }), (sizes) => {
        const inspector = inspectorFor(format);
        for (let at = 0, turn = 0; at < body.length; turn++) {
          const size = sizes[turn % sizes.length] ?? 1;
          inspector.push(body.subarray(at, at + size));
          at += size;
        }
        expect(inspector.finish()).toBeCloseTo(whole, 9);
      }),
      { numRuns: 10 },
    );
  });

  it("reads what the dev-server makes", () => {
    const writer = toneWriter(format, 220);
    const body = Buffer.concat([writer.next(0.7), writer.next(2.3), writer.end()]);
    expect(audioSeconds(format, body)).toBeCloseTo(3, 0);
  });

  it("does not take an empty body for audio", () => {
    expect(() => audioSeconds(format, Buffer.alloc(0))).toThrow(AudioDefect);
  });
});

describe.each(["mp3", "opus", "aac", "flac"] as const)("a %s that is cut", (format) => {
  it("is seen as truncated wherever the cut is within a frame", () => {
    const body = recorded(format);
    fc.assert(
      fc.property(fc.integer({ min: 60, max: body.length - 1 }), (length) => {
        try {
          // A cut between two frames is sound, and shorter; Ogg alone has an end mark.
          const seconds = audioSeconds(format, body.subarray(0, length));
          expect(format).not.toBe("opus");
          expect(seconds).toBeLessThan(audioSeconds(format, body));
        } catch (error) {
          if (!(error instanceof AudioDefect)) throw error;
          expect(error.truncated).toBe(true);
        }
      }),
      { numRuns: 100 },
    );
    expect(defect(format, body.subarray(0, body.length - 3)).truncated).toBe(true);
  });
});

describe.each(["mp3", "opus", "aac", "flac", "wav"] as const)("%s", (format) => {
  it("is not an HTML page", () => {
    const page = Buffer.from("<!doctype html><html><body>Sign in to continue, please.</body></html>");
    expect(defect(format, page).truncated).toBe(false);
  });
});

describe("wav", () => {
  const withPromise = (bytes: number) => {
    const body = Buffer.from(recorded("wav"));
    body.writeUInt32LE(bytes, body.indexOf("data") + 4);
    return body;
  };

  it.each([0, 0xffffffff, 0x7fffffff])("takes a promise of %i bytes for a placeholder", (placeholder) => {
    expect(audioSeconds("wav", withPromise(placeholder))).toBeCloseTo(1.6, 6);
  });

  it("misses the bytes that the header promises", () => {
    expect(defect("wav", withPromise(80_000))).toMatchObject({ truncated: true });
  });

  it("is cut where half a sample is missing", () => {
    expect(defect("wav", recorded("wav").subarray(0, -1)).truncated).toBe(true);
  });
});

describe("opus", () => {
  it("sees a damaged page by its checksum", () => {
    const body = Buffer.from(recorded("opus"));
    body[9000] = (body[9000] ?? 0) ^ 0xff;
    expect(defect("opus", body).message).toContain("damaged");
  });

  it("misses the last page where the stream stops between two pages", () => {
    const body = recorded("opus");
    const lastPage = body.lastIndexOf("OggS");
    expect(defect("opus", body.subarray(0, lastPage))).toMatchObject({ truncated: true });
  });
});

describe("mp3", () => {
  it("skips tags and the info frame", () => {
    const tagged = Buffer.concat([recorded("mp3"), Buffer.from(`TAG${" ".repeat(125)}`)]);
    expect(audioSeconds("mp3", tagged)).toBeCloseTo(audioSeconds("mp3", recorded("mp3")), 9);
  });

  it("sees junk between two frames", () => {
    const body = recorded("mp3");
    const frame = 45 + 384 * 3;
    const broken = Buffer.concat([
      body.subarray(0, frame),
      Buffer.from("oops, an error"),
      body.subarray(frame),
    ]);
    expect(defect("mp3", broken).truncated).toBe(false);
  });
});
