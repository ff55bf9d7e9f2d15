import { SpeechFailure } from "../failure";
import type { Server } from "../http";
import { getJson } from "../json-request";

export interface Voice {
  readonly id: string;
  readonly name: string;
}

function isVoice(value: unknown): value is Voice {
  return typeof value === "object" && value !== null && "id" in value && typeof value.id === "string";
}

/** The voices of the server. @throws SpeechFailure where the answer is not `{"voices":[{"id","name"}]}` */
export async function listVoices(server: Server, signal?: AbortSignal): Promise<readonly Voice[]> {
  const answer = await getJson(server, "/v1/audio/voices", signal);
  const voices =
    typeof answer === "object" && answer !== null && "voices" in answer ? answer.voices : undefined;
  if (Array.isArray(voices) && voices.length > 0 && voices.every(isVoice)) return voices;
  throw new SpeechFailure("content", "the list of voices is not in the form that this program knows");
}
