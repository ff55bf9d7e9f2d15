import { distance } from "fastest-levenshtein";

/** The candidate that a mistyped word most likely meant, if one is near: at most a third of its letters differ. */
export function closest(word: string, candidates: readonly string[]): string | undefined {
  const scored = candidates.map((candidate) => ({
    candidate,
    score: distance(word.toLowerCase(), candidate.toLowerCase()),
  }));
  const best = scored.reduce((a, b) => (b.score < a.score ? b : a), {
    candidate: "",
    score: Number.POSITIVE_INFINITY,
  });
  return best.score <= Math.max(2, Math.floor(best.candidate.length / 3)) ? best.candidate : undefined;
}
