import { AudioDefect, type AudioInspector } from "./inspector";
import { Listener } from "./listener";
import { PCM } from "./pcm-layout";

/** Raw samples: nothing says how many there should be, so only that whole ones came, and how they sound. */
export class PcmInspector implements AudioInspector {
  private readonly listener = new Listener();
  private bytes = 0;

  push(chunk: Buffer): void {
    this.bytes += chunk.length;
    this.listener.push(chunk);
  }

  finish(): number {
    if (this.bytes === 0) throw new AudioDefect("no audio at all", false);
    if (this.bytes % PCM.bytesPerSample !== 0) {
      throw new AudioDefect("the PCM ends in the middle of a sample", true);
    }
    return this.bytes / PCM.bytesPerSample / PCM.sampleRate;
  }

  noSpeech(): string | undefined {
    return this.listener.verdict();
  }
}
