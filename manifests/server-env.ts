import { millicores } from "../config/quantities";
import type { Settings } from "../config/schema/settings";
import { PRIMITIVE_CACHE } from "../speech/measured";
import { acceleratorProfile } from "./accelerator";

/**
 * The environment that is no setting of a user's choice, then the user's own over it. Sorted by name, so
 * that order never drifts. The server's settings are in the ConfigMap.
 */
export function serverEnv(settings: Settings): { name: string; value: string }[] {
  const values: Record<string, string> = {
    TEMP_FILE_DIR: settings.storage.mountPath,
    ...threadCaps(settings),
    ...acceleratorProfile(settings).env,
    ...settings.env,
  };
  return Object.entries(values)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => ({ name, value }));
}

/** PyTorch counts the node's cores, not the limit's: more threads than the limit allows are throttled. */
function threadCaps({ accelerator, resources }: Settings): Record<string, string> {
  if (accelerator !== "cpu") return {};
  const threads = String(Math.max(1, Math.floor(millicores(resources.limits.cpu) / 1000)));
  return {
    OMP_NUM_THREADS: threads,
    MKL_NUM_THREADS: threads,
    [PRIMITIVE_CACHE.name]: PRIMITIVE_CACHE.value,
  };
}
