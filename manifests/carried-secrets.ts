import type { Settings } from "../config/schema/settings";
import type { CarriedSecret } from "./carried-secret";
import type { ManifestTraits } from "./manifest";
import { registriesSecret } from "./registries";
import { environmentSecret } from "./secret-env";

/** Every Secret of ours whose values the configuration may carry. */
export const CARRIED_SECRETS: readonly CarriedSecret[] = [environmentSecret, registriesSecret];

/** Those that a configuration has values for. */
export function carriedSecrets(settings: Settings): CarriedSecret[] {
  return CARRIED_SECRETS.filter((secret) => secret.values(settings).length > 0);
}

/** What the Secret is among the manifests. */
export function carrierOf(secret: CarriedSecret): ManifestTraits {
  return { place: "app", name: secret.name, carries: secret };
}
