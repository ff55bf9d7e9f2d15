import { isMapping } from "../common/is-mapping";
import type { Problem } from "../common/problem";
import { SPEED } from "../speech/api";
import { isSpeechFormat, SPEECH_FORMATS, type SpeechFormat } from "../speech/formats";
import { isLanguage, LANGUAGES } from "../speech/languages";
import { speakableWords } from "../speech/words";

/** The body of POST /v1/audio/speech, under the server's own names. */
export interface SpeechRequest {
  readonly input: string;
  readonly model?: string;
  /** @default the server's, af_heart */
  readonly voice?: string;
  /** 0.25 to 4. @default 1 */
  readonly speed?: number;
  readonly response_format: SpeechFormat;
  readonly lang_code?: string;
  /** Always sent: the server's own default is true. */
  readonly stream: boolean;
  readonly volume_multiplier?: number;
  readonly allow_voice_tags?: boolean;
  readonly ssml?: boolean;
  readonly voice_aliases?: Readonly<Record<string, unknown>>;
  readonly normalization_options?: Readonly<Record<string, unknown>>;
}

/**
 * One request holds a replica for its whole length, and the server has no limit. 100 000 characters are about
 * two hours of speech, the longest input that was seen to work.
 */
export const MOST_CHARACTERS = 100_000;

interface FieldRule {
  readonly accepts: (value: unknown) => boolean;
  readonly rule: string;
  readonly fix: string;
}

const isBoolean = (value: unknown) => typeof value === "boolean";
const booleanField = { accepts: isBoolean, rule: "must be true or false", fix: "write it without quotes" };
const formatField = {
  accepts: isSpeechFormat,
  rule: `must be one of ${SPEECH_FORMATS.join(", ")}`,
  fix: "write mp3, or opus for what players call ogg",
};
const objectField = { accepts: isMapping, rule: "must be an object", fix: 'write it as {"name": value}' };

/** A voice, or several with weights: `af_heart`, `af_bella(2)+af_sky(1)`. */
const VOICE = /^\s*[\w.]+(\([^()]+\))?(\s*[+-]\s*[\w.]+(\([^()]+\))?)*\s*$/;

const FIELDS: Readonly<Record<string, FieldRule>> = {
  voice: {
    accepts: (value) => typeof value === "string" && VOICE.test(value),
    rule: "must be a voice, or voices joined by +",
    fix: 'write af_heart, or "af_bella(2)+af_sky"; `kokoro voices` lists them',
  },
  speed: {
    accepts: (value) => typeof value === "number" && value >= SPEED.least && value <= SPEED.most,
    rule: `must be a number from ${SPEED.least} to ${SPEED.most}`,
    fix: "write 1 for normal speed",
  },
  response_format: formatField,
  download_format: formatField,
  lang_code: {
    accepts: isLanguage,
    rule: `must be one of ${Object.entries(LANGUAGES)
      .map(([code, name]) => `${code} (${name})`)
      .join(", ")}`,
    fix: "leave it out to use the language of the voice",
  },
  model: {
    accepts: (value) => typeof value === "string" && value !== "",
    rule: "must be the name of a model",
    fix: "write kokoro, or leave it out",
  },
  volume_multiplier: {
    accepts: (value) => typeof value === "number" && value > 0,
    rule: "must be a number above 0",
    fix: "write 1 for unchanged volume",
  },
  stream: booleanField,
  allow_voice_tags: booleanField,
  ssml: booleanField,
  return_download_link: booleanField,
  return_timing: booleanField,
  voice_aliases: objectField,
  normalization_options: objectField,
};

/** What a command line or a batch line may set, the text included. */
export const REQUEST_FIELDS: readonly string[] = ["input", ...Object.keys(FIELDS)];

export interface CheckOptions {
  /** How the user calls a field: `--speed`, `line 3: speed`. @default the field's own name */
  readonly nameOf?: (field: string) => string;
  /** @default MOST_CHARACTERS */
  readonly mostCharacters?: number;
}

function problem(key: string, value: unknown, rule: string, fix: string): Problem {
  return { severity: "error", key, ...(value !== undefined && { value }), rule, fix };
}

function checkInput(input: unknown, key: string, most: number): Problem[] {
  if (typeof input !== "string") return [problem(key, input, "must be a text", 'write "input": "Hello."')];
  if (speakableWords(input).length === 0) {
    const value = input === "" ? undefined : input;
    return [problem(key, value, "has no word that can be spoken", "give a text with letters or digits")];
  }
  if (input.length <= most) return [];
  const rule = `has ${input.length} characters, more than ${most}`;
  return [problem(key, undefined, rule, "split it into the items of a batch, or raise --max-characters")];
}

/** Every rule that the fields of a request break; none where it can be sent. Source: the server's OpenAPI. */
export function checkRequest(
  fields: Readonly<Record<string, unknown>>,
  options: CheckOptions = {},
): Problem[] {
  const nameOf = options.nameOf ?? ((field) => field);
  const problems = checkInput(fields.input, nameOf("input"), options.mostCharacters ?? MOST_CHARACTERS);
  for (const [field, value] of Object.entries(fields)) {
    if (field === "input" || value === undefined) continue;
    const rule = Object.hasOwn(FIELDS, field) ? FIELDS[field] : undefined;
    if (!rule) {
      const fix = `leave it out; the fields are ${REQUEST_FIELDS.join(", ")}`;
      problems.push(problem(nameOf(field), undefined, "is no field of a request", fix));
    } else if (!rule.accepts(value)) problems.push(problem(nameOf(field), value, rule.rule, rule.fix));
  }
  return problems;
}

/** Above this many words a request is streamed where nobody said: about one chunk of the server's work. */
const WORDS_OF_ONE_CHUNK = 50;

/**
 * Short texts come whole, so that a mesh can repeat them and an error has its status; a long one is streamed,
 * since a whole answer would hold up everybody else on the replica until it is complete.
 */
export function streamsByDefault(input: string): boolean {
  return speakableWords(input).length > WORDS_OF_ONE_CHUNK;
}
