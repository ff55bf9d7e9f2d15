import type { types } from "@pulumi/kubernetes";
import { wholeSeconds } from "../../config/primitives";
import type { Settings } from "../../config/settings";

/**
 * Synthesis runs on the event loop that answers /health, so a busy server is silent for as long as
 * one answer takes. Every probe here is patient for that long, counted from `longestRequest`.
 */

const HEALTH = { path: "/health", port: "http" };
const PERIOD_SECONDS = 10;
const TIMEOUT_SECONDS = 5;

/** Model load and warm-up come before the port opens; slow disks and CPUs get ten minutes. */
export function startupProbe(): types.input.core.v1.Probe {
  return { httpGet: HEALTH, periodSeconds: 5, timeoutSeconds: TIMEOUT_SECONDS, failureThreshold: 120 };
}

/**
 * Takes a stuck server out of the Service. Where another one can answer that is soon; a lone server
 * stays until it is certainly stuck, because without it every caller gets 503.
 */
export function readinessProbe(settings: Settings): types.input.core.v1.Probe {
  const patience = settings.replicas > 1 ? Math.min(60, longest(settings)) : longest(settings);
  return probe(patience);
}

/** Restarts a server that was silent for twice its longest answer; a dead process needs no probe. */
export function livenessProbe(settings: Settings): types.input.core.v1.Probe {
  return probe(2 * longest(settings));
}

function longest(settings: Settings): number {
  return wholeSeconds(settings.longestRequest);
}

function probe(patienceSeconds: number): types.input.core.v1.Probe {
  return {
    httpGet: HEALTH,
    periodSeconds: PERIOD_SECONDS,
    timeoutSeconds: TIMEOUT_SECONDS,
    failureThreshold: Math.ceil(patienceSeconds / PERIOD_SECONDS),
  };
}
