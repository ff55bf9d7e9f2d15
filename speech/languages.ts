/** The language codes of Kokoro's pipeline. The server answers others with a 200 that has no audio. */
export const LANGUAGES: Readonly<Record<string, string>> = {
  a: "American English",
  b: "British English",
  e: "Spanish",
  f: "French",
  h: "Hindi",
  i: "Italian",
  j: "Japanese",
  p: "Brazilian Portuguese",
  z: "Mandarin Chinese",
};

/** The pipeline's longer names for the same languages. */
const ALIASES = ["en-us", "en-gb", "es", "fr-fr", "hi", "it", "ja", "pt-br", "zh"];

export function isLanguage(value: unknown): value is string {
  if (typeof value !== "string") return false;
  const code = value.toLowerCase();
  return Object.hasOwn(LANGUAGES, code) || ALIASES.includes(code);
}
