import type { SpeechFormat } from "../speech/formats";
import { FlacFrames } from "./flac-frames";
import { OpusPages } from "./ogg-pages";
import recorded from "./tone-frames.json";

const SAMPLE_RATE = 24000;
/** Samples of 24 kHz in one recorded frame. */
const FRAME_SAMPLES = { mp3: 576, aac: 1024, opus: 480 } as const;

/** Makes a tone, in a format of the server, chunk by chunk. */
export interface ToneWriter {
  /** The next piece of the tone; the first one starts with the format's header. */
  next(seconds: number): Buffer;
  /** What the format needs after the last piece. */
  end(): Buffer;
}

/** A steady tone as 16-bit PCM; the phase runs on from chunk to chunk. */
class Oscillator {
  private sample = 0;

  constructor(private readonly hertz: number) {}

  next(seconds: number): Buffer {
    const count = Math.round(seconds * SAMPLE_RATE);
    const samples = new Int16Array(count);
    for (let at = 0; at < count; at++) {
      samples[at] = 6000 * Math.sin((2 * Math.PI * this.hertz * this.sample++) / SAMPLE_RATE);
    }
    return Buffer.from(samples.buffer);
  }
}

/** As FFmpeg writes it where it cannot seek back: sizes are 0xFFFFFFFF. */
function streamedWavHeader(): Buffer {
  const header = Buffer.alloc(44, 0xff);
  header.write("RIFF", 0, "latin1");
  header.write("WAVEfmt ", 8, "latin1");
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(SAMPLE_RATE, 24);
  header.writeUInt32LE(SAMPLE_RATE * 2, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write("data", 36, "latin1");
  return header;
}

/** Repeats the recorded frames of a coded tone; the pitch is the recording's. */
class RecordedFrames {
  private readonly frames: readonly Buffer[];
  private owed = 0;
  private at = 0;

  constructor(private readonly format: keyof typeof FRAME_SAMPLES) {
    this.frames = recorded[format].map((frame) => Buffer.from(frame, "base64"));
  }

  next(seconds: number): Buffer[] {
    this.owed += seconds * SAMPLE_RATE;
    const frames: Buffer[] = [];
    for (; this.owed > 0; this.owed -= FRAME_SAMPLES[this.format]) {
      frames.push(this.frames[this.at++ % this.frames.length] ?? Buffer.alloc(0));
    }
    return frames;
  }
}

const NOTHING = Buffer.alloc(0);

function sampledTone(hertz: number, header: Buffer): ToneWriter {
  const oscillator = new Oscillator(hertz);
  let head = header;
  return {
    next(seconds) {
      const piece = Buffer.concat([head, oscillator.next(seconds)]);
      head = NOTHING;
      return piece;
    },
    end: () => NOTHING,
  };
}

function flacTone(hertz: number): ToneWriter {
  const oscillator = new Oscillator(hertz);
  const frames = new FlacFrames();
  let head = frames.head();
  return {
    next(seconds) {
      const piece = Buffer.concat([head, frames.next(oscillator.next(seconds))]);
      head = NOTHING;
      return piece;
    },
    end: () => frames.end(),
  };
}

function opusTone(): ToneWriter {
  const frames = new RecordedFrames("opus");
  const pages = new OpusPages();
  let head = pages.head();
  return {
    next(seconds) {
      const piece = Buffer.concat([head, ...frames.next(seconds).map((packet) => pages.add(packet))]);
      head = NOTHING;
      return piece;
    },
    end: () => pages.end(),
  };
}

/** A writer of the given format. @param hertz pitch, where the format is not a recording */
export function toneWriter(format: SpeechFormat, hertz: number): ToneWriter {
  if (format === "opus") return opusTone();
  if (format === "flac") return flacTone(hertz);
  if (format === "wav") return sampledTone(hertz, streamedWavHeader());
  if (format === "pcm") return sampledTone(hertz, NOTHING);
  const frames = new RecordedFrames(format);
  return { next: (seconds) => Buffer.concat(frames.next(seconds)), end: () => NOTHING };
}
