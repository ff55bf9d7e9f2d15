import type { Settings } from "../../config/schema/settings";
import type { CarriedSecret } from "../../manifests/carried-secret";

/**
 * The values of a carried Secret that the environment gives, by name. An empty variable counts as not set, as
 * in most shells' `${NAME:?}`.
 *
 * @param environment normally `process.env`
 */
export function valuesFromEnvironment(
  secret: CarriedSecret,
  settings: Settings,
  environment: Readonly<Record<string, string | undefined>>,
): Map<string, string> {
  const values = new Map<string, string>();
  for (const { name, source } of secret.values(settings)) {
    const value = source.fromEnv === undefined ? undefined : environment[source.fromEnv];
    if (value) values.set(name, value);
  }
  return values;
}
