import * as z from "zod/mini";
import { count, doc, flag } from "../primitives";
import { switchable } from "../shorthand";

export const admissionSection = switchable(
  z.strictObject({
    enabled: doc(
      z._default(flag(), true),
      "Load shedding: requests above the limit get 503 at once. false: requests queue without a limit.",
    ),
    maxRequestsPerReplica: doc(
      z.optional(count(1, 1000)),
      "Concurrency limit for each server, including requests that wait; requests above it get 503 at once. Each waypoint pod counts the requests of all servers together. Default: 4, and at least 10 in total.",
    ),
  }),
);
