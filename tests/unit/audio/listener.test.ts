import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { inspectorFor } from "../../../audio";
import { Listener } from "../../../audio/listener";
import { fixture } from "../client/support";

const RATE = 24_000;

function samples(seconds: number, value: (at: number) => number): Buffer {
  const buffer = Buffer.alloc(Math.round(seconds * RATE) * 2);
  for (let at = 0; at * 2 < buffer.length; at++) buffer.writeInt16LE(Math.round(value(at)), at * 2);
  return buffer;
}

function verdict(bytes: Buffer, pieces = [bytes.length]): string | undefined {
  const listener = new Listener();
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const size = pieces[turn % pieces.length] ?? 1;
    listener.push(bytes.subarray(at, at + size));
    at += size;
  }
  return listener.verdict();
}

/** The same numbers in each run. */
function noise(): () => number {
  let state = 7;
  return () => {
    state = (state * 1103515245 + 12345) % 2 ** 31;
    return (state / 2 ** 31 - 0.5) * 20_000;
  };
}

/** Voiced syllables with a hiss at the start of each, and pauses of `pause` between them. */
function syllables(seconds: number, pause: number): Buffer {
  const hiss = noise();
  return samples(seconds, (at) => {
    const inSyllable = (at / RATE) % (0.2 + pause);
    if (inSyllable > 0.2) return 0;
    if (inSyllable < 0.05) return hiss() / 5;
    const phase = (2 * Math.PI * 140 * at) / RATE;
    return 5000 * Math.sin(phase) + 2500 * Math.sin(5 * phase) + 800 * Math.sin(17 * phase);
  });
}

describe("what is no speech", () => {
  it.each<[string, Buffer, string]>([
    ["silence", samples(4, () => 0), "4.00 s of silence"],
    ["a level that nobody hears", samples(4, (at) => 20 * Math.sin(at / 20)), "4.00 s of silence"],
    ["numbers that are none, as integers", samples(4, () => -32768), "4.00 s at a constant level"],
    ["a step from one level to another", samples(4, (at) => (at < 48_100 ? 0 : 9000)), "of which 99 % are"],
    ["a click", samples(4, (at) => (at < 200 ? 9000 * Math.sin(at) : 0)), "of which 99 % are silence"],
    ["noise", samples(4, noise()), "4.00 s of noise"],
    ["one extreme after the other", samples(4, (at) => (at % 2 ? 32767 : -32768)), "4.00 s of noise"],
  ])("is seen: %s", (_, bytes, message) => {
    expect(verdict(bytes)).toContain(message);
  });

  it("is seen in a WAV and in PCM", () => {
    const sound = fixture("audio/server.wav");
    const dataAt = sound.indexOf("data") + 8;
    const silent = Buffer.concat([sound.subarray(0, dataAt), Buffer.alloc(sound.length - dataAt)]);
    for (const [format, body] of [["wav", silent] as const, ["pcm", Buffer.alloc(76_800)] as const]) {
      const inspector = inspectorFor(format);
      inspector.push(body);
      expect(inspector.finish()).toBeCloseTo(1.6, 3);
      expect(inspector.noSpeech?.()).toBe("1.60 s of silence");
    }
  });
});

describe("what may be speech", () => {
  it.each([0.05, 0.3, 2])("is syllables with pauses of %f s", (pause) => {
    expect(verdict(syllables(8, pause))).toBeUndefined();
  });

  it("is what is too short to tell, and what the tests' server sends", () => {
    expect(verdict(samples(0.01, () => 0))).toBeUndefined();
    for (const format of ["wav", "pcm"] as const) {
      const inspector = inspectorFor(format);
      inspector.push(fixture(`audio/server.${format}`));
      expect(inspector.noSpeech?.()).toBeUndefined();
    }
  });

  it("is judged alike however the bytes are cut", () => {
    const [speech, hiss] = [syllables(1, 0.2), samples(1, noise())];
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 3000 }), { minLength: 1 }), (sizes) => {
        expect(verdict(speech, sizes)).toBeUndefined();
        expect(verdict(hiss, sizes)).toBe("1.00 s of noise");
      }),
      { numRuns: 20 },
    );
  });
});
