/** The server's `response_format`s and how each is sent and named. */
export const FORMATS = {
  mp3: { contentType: "audio/mpeg", extension: "mp3" },
  opus: { contentType: "audio/opus", extension: "opus" },
  aac: { contentType: "audio/aac", extension: "aac" },
  flac: { contentType: "audio/flac", extension: "flac" },
  wav: { contentType: "audio/wav", extension: "wav" },
  pcm: { contentType: "audio/pcm", extension: "pcm" },
} as const;

export type SpeechFormat = keyof typeof FORMATS;

export const SPEECH_FORMATS = Object.keys(FORMATS) as SpeechFormat[];

export function isSpeechFormat(value: unknown): value is SpeechFormat {
  return typeof value === "string" && Object.hasOwn(FORMATS, value);
}

/** The format that a file's name asks for (`.ogg` is Opus); undefined where the name says nothing. */
export function formatOfFile(file: string): SpeechFormat | undefined {
  const extension = /\.([A-Za-z0-9]+)$/.exec(file)?.[1]?.toLowerCase();
  if (extension === "ogg") return "opus";
  return isSpeechFormat(extension) ? extension : undefined;
}
