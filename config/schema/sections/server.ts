import * as z from "zod/mini";
import { count, doc, flag, nonEmptyText } from "../primitives";
import { refusing } from "../refused";
import { decimal, languageCode, singleVoice } from "../server-primitives";
import { REFUSED_SERVER_SETTINGS } from "./server-refused";

/** Megabytes after which the server removes its oldest downloads; upstream's own default. */
const DOWNLOADS_MEGABYTES = 2048;

const origins = () => z.array(nonEmptyText("https://speech.example.com"));

/**
 * The settings of Kokoro-FastAPI v0.8.0 by their own names (upstream's docs/configuration.md). The server
 * ignores a name that it does not know; here it is an error. Only defaults that differ from upstream's
 * have a value here: the others stay the image's own.
 */
export const serverSection = refusing(
  z.strictObject({
    API_LOG_LEVEL: doc(
      z._default(z.enum(["TRACE", "DEBUG", "INFO", "SUCCESS", "WARNING", "ERROR", "CRITICAL"]), "INFO"),
      "Log level. Upstream's default is DEBUG, which writes the text of every request to the log.",
    ),
    API_TITLE: doc(z.optional(nonEmptyText("Speech")), "Title in the server's OpenAPI document."),
    API_DESCRIPTION: doc(z.optional(nonEmptyText("Speech")), "Description in the server's OpenAPI document."),
    API_VERSION: doc(z.optional(nonEmptyText("0.8.0")), "Version in the server's OpenAPI document."),

    DEFAULT_VOICE: doc(
      z.optional(singleVoice()),
      "Voice that the server warms up with at its start. A request that names no voice gets af_heart all the same.",
    ),
    DEFAULT_VOICE_CODE: doc(
      z.optional(languageCode()),
      "Language for requests that name none. Upstream: the first letter of the voice.",
    ),
    VOICE_WEIGHT_NORMALIZATION: doc(
      z.optional(flag()),
      "Scales the weights of mixed voices so that their sum is 1.",
    ),
    ALLOW_LOCAL_VOICE_SAVING: doc(z._default(flag(), false), "Lets callers save mixed voices on disk."),
    ENABLE_VOICE_TAGS: doc(z.optional(flag()), "Reads [voice:...] tags in texts, and serves /dev/dialogue."),

    TARGET_MIN_TOKENS: doc(z.optional(count(1, 510)), "Minimum tokens in a chunk. Upstream: 175."),
    TARGET_MAX_TOKENS: doc(
      z.optional(count(1, 510)),
      "Maximum tokens in a chunk. Upstream: 250. With fewer, the first byte arrives sooner.",
    ),
    ABSOLUTE_MAX_TOKENS: doc(
      z.optional(count(1, 510)),
      "Hard limit for tokens in a chunk; the limit of the model is 510. Upstream: 450.",
    ),
    ENABLE_SSML: doc(z.optional(flag()), "Interprets SSML markup."),
    SSML_MAX_DEPTH: doc(z.optional(count(1, 100)), "Maximum nesting depth of SSML. Upstream: 10."),
    MAX_PAUSE_DURATION_S: doc(
      z.optional(decimal(0, 600)),
      "Longest pause that a text may request, in seconds.",
    ),
    ADVANCED_TEXT_NORMALIZATION: doc(
      z.optional(flag()),
      "Reads numbers, addresses and similar text as words.",
    ),

    DEFAULT_VOLUME_MULTIPLIER: doc(z.optional(decimal(0, 10)), "Gain of all audio. Upstream: 1."),
    GAP_TRIM_MS: doc(z.optional(count(0, 10_000)), "Milliseconds cut from the end of a streamed chunk."),
    DYNAMIC_GAP_TRIM_PADDING_MS: doc(
      z.optional(count(0, 10_000)),
      "Milliseconds of padding kept after that cut.",
    ),
    DYNAMIC_GAP_TRIM_PADDING_CHAR_MULTIPLIER: doc(
      z.optional(z.partialRecord(z.enum([".", "!", "?", ","]), decimal(0, 10))),
      "Factor of that padding for each punctuation mark.",
    ),

    ENABLE_WEB_PLAYER: doc(
      z._default(flag(), false),
      "Serves upstream's web player at /web. Callers need /web/* in authorization.paths too.",
    ),
    WEB_PLAYER_PATH: doc(z.optional(nonEmptyText("web")), "Folder of the web player in the image."),
    CORS_ENABLED: doc(
      z._default(flag(), false),
      "Lets web pages from CORS_ORIGINS call the server. Upstream allows every page.",
    ),
    CORS_ORIGINS: doc(z.optional(origins()), "Origins of the web pages that may call the server."),

    MAX_TEMP_DIR_SIZE_MB: doc(
      z._default(count(1, 10_000_000), DOWNLOADS_MEGABYTES),
      "Maximum size of all downloads in megabytes; above it the oldest are removed.",
    ),
    MAX_TEMP_DIR_AGE_HOURS: doc(z.optional(count(1, 100_000)), "Hours that a download is kept. Upstream: 1."),
    MAX_TEMP_DIR_COUNT: doc(z.optional(count(1, 100_000)), "Downloads that are kept. Upstream: 3."),

    ENABLE_DEBUG_ENDPOINTS: doc(
      z._default(flag(), false),
      "Serves /debug/*: host and process. Callers need it in authorization.paths too; kubectl port-forward does not.",
    ),
    ALLOW_DEV_UNLOAD: doc(
      z._default(flag(), false),
      "Lets callers unload the model (POST /dev/unload), where authorization.paths admits that path.",
    ),
  }),
  REFUSED_SERVER_SETTINGS,
);
