import { millicores } from "../../config/quantities";
import type { Settings } from "../../config/settings";
import { acceleratorProfile } from "./accelerator";

/** Where the server keeps downloads; an emptyDir, because the root file system is read-only. */
export const DOWNLOADS_DIRECTORY = "/app/api/temp_files";

/** Megabytes after which the server removes its oldest downloads. */
export const DOWNLOADS_MEGABYTES = 2048;

/** The server's environment: ours, then the user's over it. Sorted by name, so that order never drifts. */
export function serverEnv(settings: Settings): { name: string; value: string }[] {
  const values: Record<string, string> = {
    // The image's default is DEBUG, which writes users' text to the log.
    API_LOG_LEVEL: "INFO",
    TEMP_FILE_DIR: DOWNLOADS_DIRECTORY,
    MAX_TEMP_DIR_SIZE_MB: String(DOWNLOADS_MEGABYTES),
    ...threadCaps(settings),
    ...acceleratorProfile(settings).env,
    ...settings.env,
  };
  return Object.entries(values)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => ({ name, value }));
}

/** PyTorch counts the node's cores, not the limit's: more threads than the limit allows are throttled. */
function threadCaps({ resources }: Settings): Record<string, string> {
  const threads = String(Math.max(1, Math.floor(millicores(resources.limits.cpu) / 1000)));
  return { OMP_NUM_THREADS: threads, MKL_NUM_THREADS: threads };
}
