import * as z from "zod/mini";
import { count, doc, flag } from "../primitives";
import { switchable } from "../shorthand";

export const admissionSection = switchable(
  z.strictObject({
    enabled: doc(z._default(flag(), true), "false: requests queue without bound."),
    maxRequestsPerReplica: doc(
      z.optional(count(1, 1000)),
      "Requests that may be under way, waiting ones included, for each server; what is more gets 503 at once. Counted for all servers together, in each waypoint pod. Default: 4, and at least 10 in all.",
    ),
  }),
);
