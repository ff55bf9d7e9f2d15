import type { Settings } from "./schema/settings";

/** Name of the batch's ServiceAccount and ConfigMap, and of the claim where none is given. */
export function batchName({ name }: Settings): string {
  return `${name}-batch`;
}

/** The claim that the audio goes to. */
export function claimOfAudio(settings: Settings): string {
  return settings.batch.claim ?? batchName(settings);
}
