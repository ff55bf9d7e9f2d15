import { registriesInUse } from "../registries";
import type { Rule } from "./rule";

/** An account at another registry is never asked for, and its owner takes the pull for working. */
const registryHasImage: Rule = (settings) => {
  const used = registriesInUse(settings);
  return Object.keys(settings.registries)
    .filter((host) => !used.includes(host))
    .map((host) => ({
      severity: "warning",
      key: `registries.${host}`,
      rule: `has no effect: the images come from ${used.join(", ")}`,
      fix: `remove it, or set image.repository to one of ${host}`,
    }));
};

export const registryRules: readonly Rule[] = [registryHasImage];
