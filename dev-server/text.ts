import { speakableWords } from "../speech/words";

/** About 250 tokens, which are about as many characters: the server's chunk. */
const CHUNK_CHARACTERS = 250;
/** A round figure for tests; real voices are faster (speech/measured.ts). */
const SECONDS_PER_WORD = 0.4;

/** The length of the audio of each chunk of the text, in seconds; none for a text without words. */
export function chunkSeconds(text: string, speed: number): number[] {
  const chunks: number[] = [];
  let characters = Number.POSITIVE_INFINITY;
  for (const word of speakableWords(text)) {
    if (characters + word.length > CHUNK_CHARACTERS) {
      chunks.push(0);
      characters = 0;
    }
    characters += word.length + 1;
    chunks[chunks.length - 1] = (chunks.at(-1) ?? 0) + SECONDS_PER_WORD / speed;
  }
  return chunks;
}
