import * as z from "zod/mini";
import { count, doc, duration } from "../primitives";
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

const RETRY_ON_MESSAGE = {
  error: `must be a comma-separated list, without spaces, of Envoy's retry conditions or status codes\u001fwrite connect-failure,refused-stream,reset,503`,
};

/** Istio rejects `5xx, reset` with a space, and an unknown condition drops the whole VirtualService. */
const retryOn = () =>
  z
    .string(RETRY_ON_MESSAGE)
    .check(
      z.refine(
        (value) => value.split(",").every((part) => CONDITIONS.has(part) || /^[1-5]\d\d$/.test(part)),
        RETRY_ON_MESSAGE,
      ),
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
      z.optional(retryOn()),
      "When to retry. Default: connect-failure,refused-stream,reset,503, which retries only failed or lost connections and 503. With policy web: 5xx,reset,connect-failure,refused-stream.",
    ),
  }),
  { type: "string", enum: ["speech", "web"] },
  (policy: "speech" | "web") => ({ policy }),
);
