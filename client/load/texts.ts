/** Plain sentences, told again until there are enough words. */
const STORY =
  "In the morning the harbour lay quiet under a thin layer of fog. A small boat left the pier and turned " +
  "towards the open sea. On board were two fishermen, a dog, and a box of old maps. They had planned the trip " +
  "for many weeks, and now the weather was finally right. By noon the fog was gone and the coast behind them " +
  "was only a line. The dog slept, the engine hummed, and nobody said a word until the first net was full.";

const WORDS = STORY.split(" ");

/** A text of exactly `words` words that ends like a sentence; the same for the same number. */
export function textOfWords(words: number): string {
  const chosen = Array.from({ length: words }, (_, index) => WORDS[index % WORDS.length] ?? "");
  return `${chosen.join(" ").replace(/[.,]$/, "")}.`;
}
