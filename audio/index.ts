import type { SpeechFormat } from "../speech/formats";
import { AdtsReader } from "./adts";
import { FlacReader } from "./flac";
import { type AudioInspector, FrameWalker } from "./inspector";
import { Mp3Reader } from "./mp3";
import { OggOpusReader } from "./ogg";
import { PcmInspector } from "./pcm";
import { WavInspector } from "./wav";

export { AudioDefect, type AudioInspector } from "./inspector";

/** A fresh inspector for one body of the given format. */
export function inspectorFor(format: SpeechFormat): AudioInspector {
  switch (format) {
    case "mp3":
      return new FrameWalker(new Mp3Reader(), "MP3");
    case "opus":
      return new FrameWalker(new OggOpusReader(), "Ogg");
    case "aac":
      return new FrameWalker(new AdtsReader(), "AAC");
    case "flac":
      return new FrameWalker(new FlacReader(), "FLAC");
    case "wav":
      return new WavInspector();
    case "pcm":
      return new PcmInspector();
  }
}

/** Inspects a whole body at once. @returns its length in seconds @throws AudioDefect */
export function audioSeconds(format: SpeechFormat, body: Buffer): number {
  const inspector = inspectorFor(format);
  inspector.push(body);
  return inspector.finish();
}
