import { wholeSeconds } from "../config/schema/primitives";
import type { Settings } from "../config/schema/settings";
import { gracePeriodSeconds } from "./shutdown";

/** A new server must stay ready for as long, so that proxies know it before an old one stops. */
export const MIN_READY_SECONDS = 5;

/** Gigabytes of image over a home's line. */
const IMAGE_PULL_SECONDS = 300;

/**
 * How a new version takes over. Where a server holds something that a second one cannot have, a GPU or a
 * volume of one node, starting the new one first would wait for ever.
 */
export function rolloutStrategy(settings: Settings) {
  const exclusive = holdsGpu(settings) || holdsVolume(settings);
  if (!exclusive) {
    return { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } } as const;
  }
  if (settings.scaling.max === 1) return { type: "Recreate" } as const;
  return { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 1, maxSurge: 0 } } as const;
}

/** Whether a rollout finds no second GPU. */
function holdsGpu({ accelerator, gpu }: Settings): boolean {
  return accelerator !== "cpu" && !gpu.spare;
}

function holdsVolume({ storage }: Settings): boolean {
  const hasVolume = storage.size !== undefined || storage.existingClaim !== undefined;
  return hasVolume && storage.accessMode !== "ReadWriteMany";
}

/** Until one server's change counts as stuck: the old one may finish, the image is pulled, the new one starts. */
export function progressDeadlineSeconds(settings: Settings): number {
  return (
    gracePeriodSeconds(settings) +
    IMAGE_PULL_SECONDS +
    wholeSeconds(settings.longestStart) +
    MIN_READY_SECONDS
  );
}

/** HPA and KEDA's `stabilizationWindowSeconds`. */
export function scaleDownSeconds({ scaling }: Settings): number {
  return wholeSeconds(scaling.scaleDownAfter);
}
