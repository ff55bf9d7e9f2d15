/** What the server's `pcm` is: 16 bit, one channel, 24 kHz, little endian, no header. */
export const PCM = { sampleRate: 24000, channels: 1, bytesPerSample: 2 } as const;
