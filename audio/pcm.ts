import { AudioDefect, type AudioInspector } from "./inspector";

/** What the server's `pcm` is: 16 bit, one channel, 24 kHz, little endian, no header. */
export const PCM = { sampleRate: 24000, channels: 1, bytesPerSample: 2 } as const;

/** Raw samples: there is nothing to check but that whole ones came. */
export class PcmInspector implements AudioInspector {
  private bytes = 0;

  push(chunk: Buffer): void {
    this.bytes += chunk.length;
  }

  finish(): number {
    if (this.bytes === 0) throw new AudioDefect("no audio at all", false);
    if (this.bytes % PCM.bytesPerSample !== 0) {
      throw new AudioDefect("the PCM ends in the middle of a sample", true);
    }
    return this.bytes / PCM.bytesPerSample / PCM.sampleRate;
  }
}
