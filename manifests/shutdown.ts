import { wholeSeconds } from "../config/schema/primitives";
import type { Settings } from "../config/schema/settings";

/** Seconds for the endpoints' removal to reach every proxy before the server stops accepting. */
export const DRAIN_SECONDS = 10;

/** The server finishes what it has begun after SIGTERM, however long that takes. */
export function gracePeriodSeconds(settings: Settings): number {
  return wholeSeconds(settings.longestRequest) + DRAIN_SECONDS;
}
