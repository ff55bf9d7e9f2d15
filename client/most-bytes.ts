import type { SpeechRequest } from "./request";

/** No format of the server takes more: 16 bit, one channel, 48 kHz. */
const BYTES_PER_SECOND = 96_000;
/** Far more than anybody speaks for one sign: a number such as 7 000 000 becomes several words. */
const SECONDS_PER_CHARACTER = 2;
/** For a single word, and for what the server adds. */
const ALLOWANCE_SECONDS = 600;

/** The seconds that a text asks for in so many words: `[pause:2.5s]`, `<break time="300ms"/>`. */
export function pauseSeconds(text: string): number {
  return [...text.matchAll(/(\d+(?:\.\d+)?)\s*(m?)s\b/g)].reduce(
    (sum, [, amount, thousandths]) => sum + Number(amount) / (thousandths ? 1000 : 1),
    0,
  );
}

/** More bytes than the answer to a request can have: what goes on beyond them never ends. */
export function mostBytes({ input, speed = 1 }: SpeechRequest): number {
  const spoken = (input.length * SECONDS_PER_CHARACTER) / Math.min(1, speed);
  return Math.ceil((ALLOWANCE_SECONDS + spoken + pauseSeconds(input)) * BYTES_PER_SECOND);
}
