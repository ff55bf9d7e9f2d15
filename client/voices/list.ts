import { PATHS } from "../../speech/api";
import { SpeechFailure } from "../failure";
import type { Server } from "../http";
import { getJson } from "../json-request";

export interface Voice {
  readonly id: string;
  readonly name: string;
}

/** Older images, other servers of Kokoro and `?legacy=true` list plain names. */
function asVoice(value: unknown): Voice | undefined {
  if (typeof value === "string" && value !== "") return { id: value, name: value };
  const isVoice =
    typeof value === "object" && value !== null && "id" in value && typeof value.id === "string";
  return isVoice ? (value as Voice) : undefined;
}

/** The voices of the server. @throws SpeechFailure unless they are `{"voices": [...]}` of `{"id","name"}` or of names */
export async function listVoices(server: Server, signal?: AbortSignal): Promise<readonly Voice[]> {
  const answer = await getJson(server, PATHS.voices, signal);
  const voices =
    typeof answer === "object" && answer !== null && "voices" in answer ? answer.voices : undefined;
  const known = Array.isArray(voices) ? voices.map(asVoice).filter((voice) => voice !== undefined) : [];
  if (Array.isArray(voices) && known.length > 0 && known.length === voices.length) return known;
  throw new SpeechFailure("content", "the list of voices is not in the form that this program knows");
}
