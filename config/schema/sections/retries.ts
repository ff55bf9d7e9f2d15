import * as z from "zod/mini";
import { count, doc, duration } from "../primitives";
import { say } from "../say";
import { shorthand } from "../shorthand";

/** What Envoy and Istio accept in `retryOn`; a number is a status code. */
const CONDITIONS = new Set([
  "5xx",
  "gateway-error",
  "reset",
  "reset-before-request",
  "connect-failure",
  "envoy-ratelimited",
  "retriable-4xx",
  "refused-stream",
  "retriable-status-codes",
  "retriable-headers",
  "http3-post-connect-failure",
  "cancelled",
  "deadline-exceeded",
  "internal",
  "resource-exhausted",
  "unavailable",
]);

const LIST = say(
  "must be a list of at least one of Envoy's retry conditions or status codes",
  "write [connect-failure, refused-stream, reset, 503]",
);

const CONDITION = say(
  "must be one of Envoy's retry conditions or a status code, without spaces",
  "write for example connect-failure, reset or 503",
);

const isCondition = (word: string) => CONDITIONS.has(word) || /^[1-5]\d\d$/.test(word);

/** A status code is a number in YAML. */
const condition = shorthand(
  z.string(CONDITION).check(z.refine(isCondition, CONDITION)),
  { type: "number" },
  (code: number) => String(code),
);

/** Istio refuses `5xx, reset` with a space, so we join it; an unknown condition drops the whole VirtualService. */
const retryOn = shorthand(
  z.array(condition, LIST).check(z.minLength(1, LIST)),
  { type: "string" },
  (list: string) => list.split(","),
);

export const retriesSection = shorthand(
  z.strictObject({
    policy: doc(
      z._default(z.enum(["speech", "web"]), "speech"),
      "Defaults for the other keys. speech: for long answers. web: the usual values for short requests (30s per try, 90s in total, any 5xx).",
    ),
    attempts: doc(
      z.optional(count(0, 10)),
      "Retries after the first try: 3 means up to 4 tries. 0 switches retries off. Default: 3.",
    ),
    perTryTimeout: doc(
      z.optional(duration()),
      "Time limit of one try for the first byte of its answer. Default: none, because the server goes on working after the try has timed out; 30s with policy web.",
    ),
    backoff: doc(
      z._default(duration(), "250ms"),
      "Base interval of Envoy's jittered exponential backoff. The longest interval is ten times as long.",
    ),
    retryOn: doc(
      z.optional(retryOn),
      "When to retry: a list, or its items joined with commas. Default: connect-failure,refused-stream,reset,503, which retries only failed or lost connections and 503. With policy web: 5xx,reset,connect-failure,refused-stream.",
    ),
  }),
  { type: "string", enum: ["speech", "web"] },
  (policy: "speech" | "web") => ({ policy }),
);
