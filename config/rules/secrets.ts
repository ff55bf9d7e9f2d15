import type { Problem } from "../problem";
import type { Settings } from "../settings";
import type { Rule } from "./index";

const SOURCES = ["value", "fromEnv", "fromStore", "fromSecret"] as const;

const oneSource: Rule = ({ secretEnv }) =>
  Object.entries(secretEnv).flatMap(([name, source]): Problem[] => {
    const given = SOURCES.filter((key) => source[key] !== undefined);
    if (given.length === 1) return strayDetails(name, source);
    return [
      error(
        `secretEnv.${name}`,
        given.length === 0 ? "has no source" : `has ${given.length} sources, ${given.join(" and ")}`,
        "write one of fromEnv, fromStore and fromSecret, or a value with `pulumi config set --secret --path`",
      ),
    ];
  });

function strayDetails(name: string, source: Settings["secretEnv"][string]): Problem[] {
  const stray = [
    source.property !== undefined && source.fromStore === undefined && "property",
    source.key !== undefined && source.fromSecret === undefined && "key",
  ].filter((key) => key !== false);
  return stray.map((key) =>
    error(
      `secretEnv.${name}.${key}`,
      "has no effect on this source",
      `remove it; it belongs to ${key === "key" ? "fromSecret" : "fromStore"}`,
    ),
  );
}

const storeIsNamed: Rule = ({ secretEnv, secretStore }) => {
  const users = Object.keys(secretEnv).filter((name) => secretEnv[name]?.fromStore !== undefined);
  if (users.length === 0 || secretStore) return undefined;
  return error(
    "secretStore",
    `is missing, and secretEnv.${users[0]} takes its value from it`,
    "name the store, for example secretStore: onepassword",
  );
};

const oneVariableOnePlace: Rule = ({ env, secretEnv }) =>
  Object.keys(secretEnv)
    .filter((name) => env[name] !== undefined)
    .map((name) => error(`secretEnv.${name}`, "is in env, too", "keep it in one of the two"));

/** What stands in extraManifests stands in the tree. */
const noSecretInClear: Rule = ({ extraManifests }) =>
  extraManifests.flatMap((object, index): Problem[] => {
    if (object.kind !== "Secret" || object.apiVersion !== "v1") return [];
    if ("sops" in object || !hasValues(object.data, object.stringData)) return [];
    return [
      error(
        `extraManifests[${index}]`,
        `is a Secret with its values in clear (${object.metadata.name})`,
        "write the values to secretEnv, or refer to a Secret that the repository has encrypted already",
      ),
    ];
  });

function hasValues(...mappings: unknown[]): boolean {
  return mappings.some((each) => typeof each === "object" && each !== null && Object.keys(each).length > 0);
}

function error(key: string, rule: string, fix: string): Problem {
  return { severity: "error", key, rule, fix };
}

export const secretRules: readonly Rule[] = [oneSource, storeIsNamed, oneVariableOnePlace, noSecretInClear];
