/** The words that can be spoken: blanks, dots and other signs alone give no audio. */
export function speakableWords(text: string): string[] {
  return text.split(/\s+/u).filter((word) => /[\p{L}\p{N}]/u.test(word));
}
