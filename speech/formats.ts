import path from "node:path";
import { closest } from "../common/closest";

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

/** Other types that servers of Kokoro send for a format. */
const OTHER_CONTENT_TYPES: Readonly<Partial<Record<SpeechFormat, readonly string[]>>> = {
  opus: ["audio/ogg"],
};

/** Whether a content type, in lower case and without parameters, is that of the format. */
export function isContentTypeOf(format: SpeechFormat, type: string): boolean {
  return type === FORMATS[format].contentType || (OTHER_CONTENT_TYPES[format]?.includes(type) ?? false);
}

/** What people call files of a format, or of a container of it that the server does not make. */
const RELATED: Readonly<Record<string, SpeechFormat>> = { m4a: "aac", mp4: "aac", oga: "opus", wave: "wav" };

/** What a file's ending asks for where that is no format: the ending, and the format that is nearest to it. */
export function foreignEnding(file: string): { ending: string; near: SpeechFormat | undefined } | undefined {
  const ending = path.extname(file);
  if (ending.length < 2 || formatOfFile(file) !== undefined) return undefined;
  const word = ending.slice(1).toLowerCase();
  const near = Object.hasOwn(RELATED, word) ? RELATED[word] : closest(word, SPEECH_FORMATS);
  return { ending, near: isSpeechFormat(near) ? near : undefined };
}

/** The format that a file's name asks for (`.ogg` is Opus); undefined where the name says nothing. */
export function formatOfFile(file: string): SpeechFormat | undefined {
  const extension = /\.([A-Za-z0-9]+)$/.exec(file)?.[1]?.toLowerCase();
  if (extension === "ogg") return "opus";
  return isSpeechFormat(extension) ? extension : undefined;
}
