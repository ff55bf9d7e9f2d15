import { wholeSeconds } from "../config/schema/primitives";
import type { Settings } from "../config/schema/settings";
import { PATHS } from "../speech/api";
import { slowestAnswerSeconds } from "../speech/figures";

/**
 * Synthesis runs on the event loop that answers /health, so a busy server is silent for as long as
 * one answer takes. Every probe here is patient for that long, counted from `longestRequest`.
 * A dead process needs no probe: it is PID 1, and the kubelet restarts its container at once.
 */

/** A Kubernetes Probe with the figures that decide its patience. */
export interface HealthProbe {
  readonly httpGet: { readonly path: string; readonly port: string };
  readonly periodSeconds: number;
  readonly timeoutSeconds: number;
  readonly failureThreshold: number;
}

const HEALTH = { path: PATHS.health, port: "http" };
const PERIOD_SECONDS = 10;
const TIMEOUT_SECONDS = 5;
const STARTUP_PERIOD_SECONDS = 5;

/** However short answers are said to be, a pause of the node or a disk must not restart a server. */
const LEAST_LIVENESS_SECONDS = 120;
const LEAST_READINESS_SECONDS = 30;

/** Model load and warm-up come before the port opens. */
export function startupProbe(settings: Settings): HealthProbe {
  return probe(wholeSeconds(settings.longestStart), STARTUP_PERIOD_SECONDS);
}

/**
 * Takes a stuck server out of the Service: one that was silent for longer than the slowest usual answer,
 * where another one can take over. A lone server stays until it is certainly stuck, because without it
 * every caller gets 503.
 */
export function readinessProbe(settings: Settings): HealthProbe {
  const longest = wholeSeconds(settings.longestRequest);
  if (settings.scaling.min === 1) return probe(Math.max(longest, LEAST_READINESS_SECONDS));
  const usual = Math.max(slowestAnswerSeconds(settings.accelerator), LEAST_READINESS_SECONDS);
  return probe(Math.min(longest, usual));
}

/** Restarts a server that was silent for twice its longest answer. */
export function livenessProbe(settings: Settings): HealthProbe {
  return probe(Math.max(2 * wholeSeconds(settings.longestRequest), LEAST_LIVENESS_SECONDS));
}

/** The last failure counts when its probe times out: n of them take (n - 1) periods and one timeout. */
function probe(patienceSeconds: number, periodSeconds = PERIOD_SECONDS): HealthProbe {
  const periods = Math.ceil((patienceSeconds - TIMEOUT_SECONDS) / periodSeconds);
  return {
    httpGet: HEALTH,
    periodSeconds,
    timeoutSeconds: TIMEOUT_SECONDS,
    failureThreshold: Math.max(1, periods + 1),
  };
}
