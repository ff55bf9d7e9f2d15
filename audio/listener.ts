import { PCM } from "./pcm-layout";

/** 20 ms: shorter than a sound of speech, long enough to count how often it crosses zero. */
const FRAME_SAMPLES = PCM.sampleRate / 50;
/** Deviation from the mean, of 32768, below which nobody hears anything. */
const LEAST_DEVIATION = 50;
/** Speech pauses; but of a sentence never this much. */
const MOST_QUIET = 0.95;
/** Share of samples that cross zero: voices are under 0.1, a hiss goes up to 0.4 for a moment, noise is at 0.5. */
const NOISY_CROSSINGS = 0.3;

/**
 * Follows 16-bit samples of one channel and says why they can be no speech: silence, a constant level and noise
 * are what weights without numbers give, with a plausible length. It does not know speech from music or a tone.
 */
export class Listener {
  private frames = 0;
  private loud = 0;
  private noisy = 0;
  private pending: Buffer = Buffer.alloc(0);
  private level = 0;

  push(samples: Buffer): void {
    const bytes = this.pending.length === 0 ? samples : Buffer.concat([this.pending, samples]);
    const frameBytes = FRAME_SAMPLES * PCM.bytesPerSample;
    let at = 0;
    for (; at + frameBytes <= bytes.length; at += frameBytes) this.frame(bytes, at);
    this.pending = bytes.subarray(at);
  }

  /** Why this is no speech; undefined where it may be some, or is too short to tell. */
  verdict(): string | undefined {
    if (this.frames === 0) return undefined;
    const seconds = ((this.frames * FRAME_SAMPLES) / PCM.sampleRate).toFixed(2);
    if (this.loud === 0) {
      const isSilent = Math.abs(this.level) < LEAST_DEVIATION;
      return isSilent ? `${seconds} s of silence` : `${seconds} s at a constant level`;
    }
    const quiet = 1 - this.loud / this.frames;
    if (quiet >= MOST_QUIET) return `${seconds} s, of which ${Math.floor(quiet * 100)} % are silence`;
    return this.noisy > this.loud / 2 ? `${seconds} s of noise` : undefined;
  }

  private frame(bytes: Buffer, start: number): void {
    const { mean, deviation } = spread(bytes, start);
    this.frames++;
    this.level = mean;
    if (deviation < LEAST_DEVIATION) return;
    this.loud++;
    if (crossings(bytes, start, mean) > NOISY_CROSSINGS * FRAME_SAMPLES) this.noisy++;
  }
}

function spread(bytes: Buffer, start: number): { mean: number; deviation: number } {
  let sum = 0;
  let squares = 0;
  for (let sample = 0; sample < FRAME_SAMPLES; sample++) {
    const value = bytes.readInt16LE(start + sample * PCM.bytesPerSample);
    sum += value;
    squares += value * value;
  }
  const mean = sum / FRAME_SAMPLES;
  return { mean, deviation: Math.sqrt(Math.max(0, squares / FRAME_SAMPLES - mean * mean)) };
}

function crossings(bytes: Buffer, start: number, mean: number): number {
  let count = 0;
  let isAbove = bytes.readInt16LE(start) > mean;
  for (let sample = 1; sample < FRAME_SAMPLES; sample++) {
    const isNext = bytes.readInt16LE(start + sample * PCM.bytesPerSample) > mean;
    if (isNext !== isAbove) count++;
    isAbove = isNext;
  }
  return count;
}
