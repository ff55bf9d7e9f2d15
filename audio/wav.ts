import { AudioDefect, type AudioInspector, checkedSeconds } from "./inspector";
import { Listener } from "./listener";
import { PCM } from "./pcm-layout";

export interface WavLayout {
  readonly channels: number;
  readonly sampleRate: number;
  readonly bitsPerSample: number;
  readonly blockAlign: number;
  /** Where the samples start. */
  readonly dataAt: number;
  /** How many bytes of samples the header promises; undefined where a streaming writer could not know. */
  readonly dataLength: number | undefined;
}

/**
 * A writer that cannot seek back leaves a placeholder: 0xFFFFFFFF (FFmpeg, so the server too, even where it
 * does not stream), 0, or a number just below 2 or 4 GiB.
 */
function promisedLength(size: number): number | undefined {
  return size === 0 || size >= 0x7fffff00 ? undefined : size;
}

/** Reads a RIFF header up to the samples; undefined when more bytes are needed. @throws AudioDefect */
export function readWavLayout(bytes: Buffer): WavLayout | undefined {
  if (bytes.length < 12) return undefined;
  if (bytes.toString("latin1", 0, 4) !== "RIFF" || bytes.toString("latin1", 8, 12) !== "WAVE") {
    throw new AudioDefect("no RIFF header of a WAV file", false);
  }
  let format: Omit<WavLayout, "dataAt" | "dataLength"> | undefined;
  for (let at = 12; at + 8 <= bytes.length; ) {
    const name = bytes.toString("latin1", at, at + 4);
    const size = bytes.readUInt32LE(at + 4);
    if (name === "data") {
      if (!format) throw new AudioDefect("a WAV file without a format", false);
      return { ...format, dataAt: at + 8, dataLength: promisedLength(size) };
    }
    if (at + 8 + size > bytes.length) return undefined;
    if (name === "fmt ") format = readFormat(bytes, at + 8, size);
    at += 8 + size + (size & 1);
  }
  return undefined;
}

const FORMAT_LENGTH = 16;

function readFormat(bytes: Buffer, at: number, size: number): Omit<WavLayout, "dataAt" | "dataLength"> {
  if (size < FORMAT_LENGTH) throw new AudioDefect("a WAV format that is cut", false);
  const format = {
    channels: bytes.readUInt16LE(at + 2),
    sampleRate: bytes.readUInt32LE(at + 4),
    blockAlign: bytes.readUInt16LE(at + 12),
    bitsPerSample: bytes.readUInt16LE(at + 14),
  };
  if (format.sampleRate === 0 || format.blockAlign === 0)
    throw new AudioDefect("a WAV format of nothing", false);
  return format;
}

const LONGEST_HEADER = 65536;

/** WAV: the header, and as many samples as it promises. */
export class WavInspector implements AudioInspector {
  private head: Buffer = Buffer.alloc(0);
  private layout: WavLayout | undefined;
  private readonly listener = new Listener();
  private dataBytes = 0;

  push(chunk: Buffer): void {
    if (this.layout) {
      this.samples(chunk);
      return;
    }
    this.head = Buffer.concat([this.head, chunk]);
    this.layout = readWavLayout(this.head);
    if (this.layout) {
      this.samples(this.head.subarray(this.layout.dataAt));
      this.head = Buffer.alloc(0);
    } else if (this.head.length > LONGEST_HEADER) throw new AudioDefect("a WAV header without end", false);
  }

  finish(): number {
    if (!this.layout) {
      throw new AudioDefect(this.head.length === 0 ? "no audio at all" : "the WAV header is cut", true);
    }
    const { dataLength, blockAlign, sampleRate } = this.layout;
    if (dataLength !== undefined && this.dataBytes < dataLength) {
      throw new AudioDefect(`the WAV header promises ${dataLength} bytes, ${this.dataBytes} came`, true);
    }
    const samples = dataLength ?? this.dataBytes;
    if (samples % blockAlign !== 0) throw new AudioDefect("the WAV ends in the middle of a sample", true);
    return checkedSeconds(samples / blockAlign / sampleRate);
  }

  noSpeech(): string | undefined {
    return this.isListened() ? this.listener.verdict() : undefined;
  }

  private samples(bytes: Buffer): void {
    this.dataBytes += bytes.length;
    if (this.isListened()) this.listener.push(bytes);
  }

  /** Servers send WAV of the samples that `pcm` has; another kind is taken unheard. */
  private isListened(): boolean {
    const { layout } = this;
    return layout?.channels === PCM.channels && layout.bitsPerSample === PCM.bytesPerSample * 8;
  }
}
