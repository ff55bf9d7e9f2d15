import * as z from "zod/mini";
import { duration, milliseconds, say } from "./primitives";

/** Durations for readers that know less than Go's: whole seconds, and PromQL's ranges. See primitives.ts. */

/** A duration for what counts in whole seconds, as probes, grace periods and alerts do: nothing is rounded. */
export const secondsDuration = () =>
  duration().check(
    z.refine(
      (value) => milliseconds(value) % 1000 === 0,
      say("must be a whole number of seconds", "write for example 1s, 30s or 5m"),
    ),
  );

/** A range of PromQL: whole numbers, the largest unit first, each unit once. Source: Prometheus, "Querying basics". */
export const queryDuration = () =>
  secondsDuration().check(
    z.refine(
      (value) => /^(\d+h)?(\d+m)?(\d+s)?$/.test(value),
      say(
        "must be whole hours, minutes and seconds in this order, as a query of Prometheus takes them",
        "write for example 45m or 1h30m",
      ),
    ),
  );
