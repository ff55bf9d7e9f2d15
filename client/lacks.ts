import type { SpeechRequest } from "./request";

/**
 * What a server that is not the newest Kokoro-FastAPI lacks, where its refusal shows it: such servers know fewer
 * formats, and take a mix of voices for the name of one.
 */
export function lackOf(request: SpeechRequest, status: number, message: string): string | undefined {
  if (![400, 404, 422, 501].includes(status)) return undefined;
  const { response_format: format, voice } = request;
  if (/response_format|\bformat\b/i.test(message)) {
    return `this server has no ${format}; ask for another format, mp3 and wav are the commonest`;
  }
  const isMix = voice !== undefined && /[+(-]/.test(voice);
  if (isMix && message.includes(voice)) return "this server mixes no voices; name a single one";
  return undefined;
}
