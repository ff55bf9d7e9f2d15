import { DEFAULT_VOICE, SPEED } from "../speech/api";
import { isSpeechFormat, SPEECH_FORMATS, type SpeechFormat } from "../speech/formats";
import { MODELS, VOICE_ALIASES, VOICES } from "./voices";

/** An answer other than audio: the status and the JSON body, in the real server's shape. */
export class Refusal {
  constructor(
    readonly status: number,
    readonly body: unknown,
  ) {}
}

/** A speech request that the real server would work on. */
export interface AcceptedSpeech {
  readonly input: string;
  readonly voice: string;
  readonly format: SpeechFormat;
  readonly speed: number;
  readonly stream: boolean;
  readonly language: string | undefined;
}

interface FieldError {
  readonly type: string;
  readonly loc: readonly (string | number)[];
  readonly msg: string;
  readonly input: unknown;
  readonly ctx?: unknown;
}

const FORMAT_LIST = `${SPEECH_FORMATS.slice(0, -1)
  .map((name) => `'${name}'`)
  .join(", ")} or '${SPEECH_FORMATS.at(-1)}'`;

export function badRequest(error: string, message: string): Refusal {
  return new Refusal(400, { detail: { error, message, type: "invalid_request_error" } });
}

function unprocessable(...detail: FieldError[]): Refusal {
  return new Refusal(422, { detail });
}

function fieldError(field: string, type: string, msg: string, input: unknown, ctx?: unknown): FieldError {
  return { type, loc: ["body", field], msg, input, ...(ctx !== undefined && { ctx }) };
}

function stringErrors(body: Record<string, unknown>): FieldError[] {
  const errors = ["model", "voice", "input"]
    .filter((field) => body[field] !== undefined && typeof body[field] !== "string")
    .map((field) => fieldError(field, "string_type", "Input should be a valid string", body[field]));
  if (body.input === undefined) errors.push(fieldError("input", "missing", "Field required", body));
  return errors;
}

function speedErrors(speed: unknown): FieldError[] {
  if (speed === undefined) return [];
  const value = typeof speed === "string" && speed.trim() !== "" ? Number(speed) : speed;
  if (typeof value !== "number" || Number.isNaN(value)) {
    return [fieldError("speed", "float_type", "Input should be a valid number", speed)];
  }
  if (value < SPEED.least) {
    const msg = `Input should be greater than or equal to ${SPEED.least}`;
    return [fieldError("speed", "greater_than_equal", msg, speed, { ge: SPEED.least })];
  }
  if (value <= SPEED.most) return [];
  return [
    fieldError("speed", "less_than_equal", `Input should be less than or equal to ${SPEED.most}`, speed, {
      le: SPEED.most,
    }),
  ];
}

function fieldErrors(body: Record<string, unknown>): FieldError[] {
  const errors = [...stringErrors(body), ...speedErrors(body.speed)];
  const format = body.response_format;
  if (format !== undefined && !isSpeechFormat(format)) {
    const msg = `Input should be ${FORMAT_LIST}`;
    errors.push(fieldError("response_format", "literal_error", msg, format, { expected: FORMAT_LIST }));
  }
  if (body.stream !== undefined && typeof body.stream !== "boolean") {
    errors.push(fieldError("stream", "bool_type", "Input should be a valid boolean", body.stream));
  }
  return errors;
}

/** A voice, or voices joined by + or - with weights, or one of OpenAI's names. */
function unknownVoice(voice: string): string | undefined {
  const names = voice
    .replaceAll(" ", "")
    .split(/[+-]/)
    .map((part) => part.replace(/\([^()]*\)$/, ""));
  return names
    .map((name) => (Object.hasOwn(VOICE_ALIASES, name) ? (VOICE_ALIASES[name] ?? name) : name))
    .find((name) => !VOICES.includes(name));
}

function parse(text: string): Record<string, unknown> | Refusal {
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body === "object" && body !== null && !Array.isArray(body))
      return body as Record<string, unknown>;
    const msg = "Input should be a valid dictionary or object to extract fields from";
    return unprocessable({ type: "model_attributes_type", loc: ["body"], msg, input: body });
  } catch (error) {
    const ctx = { error: error instanceof Error ? error.message : String(error) };
    return unprocessable({
      type: "json_invalid",
      loc: ["body", 0],
      msg: "JSON decode error",
      input: {},
      ctx,
    });
  }
}

/** Judges a request body in the order of the real server: JSON, fields, model, voice. */
export function checkSpeech(text: string): AcceptedSpeech | Refusal {
  const body = parse(text);
  if (body instanceof Refusal) return body;
  const errors = fieldErrors(body);
  if (errors.length > 0) return unprocessable(...errors);
  const model = String(body.model ?? "kokoro");
  if (!MODELS.includes(model)) return badRequest("invalid_model", `Unsupported model: ${model}`);
  const voice = String(body.voice ?? DEFAULT_VOICE);
  const unknown = unknownVoice(voice);
  if (unknown !== undefined) {
    const known = [...VOICES].sort().join(", ");
    return badRequest("validation_error", `Voice '${unknown}' not found. Available voices: ${known}`);
  }
  return {
    input: String(body.input),
    voice,
    format: isSpeechFormat(body.response_format) ? body.response_format : "mp3",
    speed: Number(body.speed ?? 1),
    stream: body.stream !== false,
    language: typeof body.lang_code === "string" ? body.lang_code : undefined,
  };
}
