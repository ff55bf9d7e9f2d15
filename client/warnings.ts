import { stderr } from "node:process";
import { formatProblem, type Problem } from "../common/problem";
import { DEFAULT_VOICE } from "../speech/api";
import type { SpeechRequest } from "./request";

/** A recogniser missed 3 of 12 words at speed 2, and 10 of 12 at 4. */
const FASTEST_CLEAR = 2;

/** Scripts that only some of the pipeline's languages read; the others say nonsense, with a 200. */
const SCRIPTS = [
  {
    name: "Japanese kana",
    sign: /[\p{Script=Hiragana}\p{Script=Katakana}]/u,
    languages: ["j"],
    voice: "jf_alpha",
  },
  { name: "Chinese characters", sign: /\p{Script=Han}/u, languages: ["z", "j"], voice: "zf_xiaobei" },
  { name: "Devanagari", sign: /\p{Script=Devanagari}/u, languages: ["h"], voice: "hf_alpha" },
] as const;

/** `ja` and `zh` are longer names of j and z. */
const LONG_NAMES: Readonly<Record<string, string>> = { hi: "h", ja: "j", zh: "z" };

function languageOf({ lang_code: code, voice = DEFAULT_VOICE }: SpeechRequest): string | undefined {
  const given = code?.toLowerCase();
  if (given !== undefined) return Object.hasOwn(LONG_NAMES, given) ? LONG_NAMES[given] : given.slice(0, 1);
  return /^\s*([a-z])[fm]_/.exec(voice)?.[1];
}

function scriptWarning(request: SpeechRequest, nameOf: (field: string) => string): Problem[] {
  const language = languageOf(request);
  const script = SCRIPTS.find(({ sign }) => sign.test(request.input));
  if (!script || language === undefined || script.languages.some((known) => known === language)) return [];
  const key = nameOf(request.lang_code === undefined ? "voice" : "lang_code");
  const value = request.lang_code ?? request.voice ?? DEFAULT_VOICE;
  const rule = `speaks another language than the text, which has ${script.name}: the audio will be nonsense`;
  return [
    { severity: "warning", key, value, rule, fix: `take a voice of that language, such as ${script.voice}` },
  ];
}

/** What will be spoken, but not as the user thinks. @param nameOf how the user calls a field */
export function requestWarnings(request: SpeechRequest, nameOf: (field: string) => string): Problem[] {
  const warnings = scriptWarning(request, nameOf);
  const { speed = 1 } = request;
  if (speed <= FASTEST_CLEAR) return warnings;
  const rule = "is so fast that words are lost: 3 of 12 at 2, 10 of 12 at 4";
  const fix = `stay at ${FASTEST_CLEAR} or below`;
  return [...warnings, { severity: "warning", key: nameOf("speed"), value: speed, rule, fix }];
}

export function printWarnings(warnings: readonly Problem[]): void {
  for (const warning of warnings) stderr.write(`${formatProblem(warning)}\n`);
}
