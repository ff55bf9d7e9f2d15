/** Facts of the server's HTTP interface (Kokoro-FastAPI v0.8.0, its OpenAPI document). */
export const PATHS = {
  speech: "/v1/audio/speech",
  voices: "/v1/audio/voices",
  models: "/v1/models",
  health: "/health",
} as const;

/** Bounds of `speed`; others get a 422. */
export const SPEED = { least: 0.25, most: 4 } as const;

/** What a request that names no voice is spoken with. */
export const DEFAULT_VOICE = "af_heart";

/**
 * The server's address from what a user configures: OpenAI's clients want it with `/v1` at the end, and some people
 * copy the whole path of a request. A path before that, of an ingress, stays. Without a slash at the end.
 */
export function baseUrl(url: string): string {
  const trimmed = url.replace(/\/+$/, "");
  return trimmed.replace(/(?<!\/)\/v1(\/audio(\/speech)?)?$/, "").replace(/\/+$/, "");
}
