import { closeSync, openSync, readFileSync, readSync } from "node:fs";
import { AudioDefect } from "../../audio/inspector";
import { id3v2Length, isInfoFrame, mp3FrameAt } from "../../audio/mp3";
import { readWavLayout, type WavLayout } from "../../audio/wav";
import type { SpeechFormat } from "../../speech/formats";
import type { OutputFile } from "../output-file";

/** Formats that are joined without a coder: samples, or frames that stand alone. */
export const NATIVE_JOINS: readonly SpeechFormat[] = ["wav", "pcm", "mp3", "aac"];

const MOST_WAV_BYTES = 0xffffffff - 44;

function wavHeader(layout: WavLayout, dataBytes: number): Buffer {
  const header = Buffer.alloc(44);
  header.write("RIFF", 0, "latin1");
  header.writeUInt32LE(36 + dataBytes, 4);
  header.write("WAVEfmt ", 8, "latin1");
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(layout.channels, 22);
  header.writeUInt32LE(layout.sampleRate, 24);
  header.writeUInt32LE(layout.sampleRate * layout.blockAlign, 28);
  header.writeUInt16LE(layout.blockAlign, 32);
  header.writeUInt16LE(layout.bitsPerSample, 34);
  header.write("data", 36, "latin1");
  header.writeUInt32LE(dataBytes, 40);
  return header;
}

function layoutOf(file: string): WavLayout {
  const head = Buffer.alloc(65536);
  const descriptor = openSync(file, "r");
  const length = readSync(descriptor, head, 0, head.length, 0);
  closeSync(descriptor);
  const layout = readWavLayout(head.subarray(0, length));
  if (!layout) throw new AudioDefect(`${file} has no WAV header`, true);
  return layout;
}

function samplesOf(file: string, layout: WavLayout): Buffer {
  const bytes = readFileSync(file);
  return bytes.subarray(layout.dataAt, layout.dataAt + (layout.dataLength ?? bytes.length));
}

function joinWav(files: readonly string[], output: OutputFile): void {
  const parts = files.map((file) => ({ file, layout: layoutOf(file) }));
  const [first] = parts;
  if (!first) return;
  for (const { file, layout } of parts) {
    const isSame = (["channels", "sampleRate", "bitsPerSample"] as const).every(
      (key) => layout[key] === first.layout[key],
    );
    if (!isSame) throw new AudioDefect(`${file} has another sample rate or width than ${first.file}`, false);
  }
  const total = parts.reduce((sum, { file, layout }) => sum + samplesOf(file, layout).length, 0);
  if (total > MOST_WAV_BYTES) throw new AudioDefect("a WAV file cannot be longer than 4 GiB", false);
  output.write(wavHeader(first.layout, total));
  for (const { file, layout } of parts) output.write(samplesOf(file, layout));
}

/** The frames alone: tags and the frame that describes one file would be wrong for the whole. */
function mp3Frames(bytes: Buffer): Buffer {
  const start = id3v2Length(bytes, 0);
  const first = mp3FrameAt(bytes, start);
  const skip = first && isInfoFrame(bytes, start) ? first.length : 0;
  const tagAt = bytes.length - 128;
  const hasTag = tagAt >= start && bytes.toString("latin1", tagAt, tagAt + 3) === "TAG";
  return bytes.subarray(start + skip, hasTag ? tagAt : bytes.length);
}

/** Joins files of one of NATIVE_JOINS, one file in memory at a time. @throws AudioDefect */
export function joinNatively(format: SpeechFormat, files: readonly string[], output: OutputFile): void {
  if (format === "wav") joinWav(files, output);
  else
    for (const file of files)
      output.write(format === "mp3" ? mp3Frames(readFileSync(file)) : readFileSync(file));
}
