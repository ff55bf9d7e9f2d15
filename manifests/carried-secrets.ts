import type { Settings } from "../config/schema/settings";
import type { CarriedSecret } from "./carried-secret";
import { registriesSecret } from "./registries";
import { environmentSecret } from "./secret-env";

/** Every Secret of ours whose values the configuration may carry. */
export const CARRIED_SECRETS: readonly CarriedSecret[] = [environmentSecret, registriesSecret];

/** Those that a configuration has values for. */
export function carriedSecrets(settings: Settings): CarriedSecret[] {
  return CARRIED_SECRETS.filter((secret) => secret.values(settings).length > 0);
}

/** The Secret that a file of the tree holds, if it is one of these. */
export function carriedSecretIn(file: string): CarriedSecret | undefined {
  return CARRIED_SECRETS.find((secret) => secret.file === file);
}
