import type { types } from "@pulumi/kubernetes";
import { batchName, claimOfAudio } from "../../config/batch";
import type { Settings } from "../../config/schema/settings";

/** Key of a ConfigMap with items. */
export const ITEMS_FILE = "items.jsonl";

/** Where the volume of the audio is mounted. */
export const AUDIO_FOLDER = "/audio";

const ITEMS_FOLDER = "/items";

/** Where the container finds the items, and what must be mounted for that beside the audio. */
export interface ItemsSource {
  readonly file: string;
  readonly volumes: readonly types.input.core.v1.Volume[];
  readonly volumeMounts: readonly types.input.core.v1.VolumeMount[];
}

export function itemsSource(settings: Settings): ItemsSource {
  const { configMap, itemsClaim } = settings.batch;
  if (itemsClaim === undefined) {
    return mounted(ITEMS_FILE, { configMap: { name: configMap ?? batchName(settings) } });
  }
  const { name, path } = itemsClaim;
  if (name === claimOfAudio(settings)) {
    return { file: `${AUDIO_FOLDER}/${path}`, volumes: [], volumeMounts: [] };
  }
  // Said of the volume too: otherwise fsGroup would change the owner of the user's files.
  return mounted(path, { persistentVolumeClaim: { claimName: name, readOnly: true } });
}

function mounted(path: string, volume: Omit<types.input.core.v1.Volume, "name">): ItemsSource {
  return {
    file: `${ITEMS_FOLDER}/${path}`,
    volumes: [{ name: "items", ...volume }],
    volumeMounts: [{ name: "items", mountPath: ITEMS_FOLDER, readOnly: true }],
  };
}
