import type { Settings } from "../../config/settings";

/**
 * The values of secretEnv that the environment gives. An empty variable counts as not set, as in most shells'
 * `${NAME:?}`.
 *
 * @param environment normally `process.env`
 */
export function valuesFromEnvironment(
  { secretEnv }: Settings,
  environment: Readonly<Record<string, string | undefined>>,
): Map<string, string> {
  const values = new Map<string, string>();
  for (const [name, { fromEnv }] of Object.entries(secretEnv)) {
    const value = fromEnv === undefined ? undefined : environment[fromEnv];
    if (value) values.set(name, value);
  }
  return values;
}
