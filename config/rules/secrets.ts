import type { Problem } from "../../common/problem";
import type { Settings } from "../schema/settings";
import { type SecretSource, secretSources } from "../secret-sources";
import type { Rule } from "./rule";

type Source = Settings["secretEnv"][string];

const SOURCES = ["value", "fromEnv", "fromStore", "fromSecret"] as const;

const oneSource: Rule = (settings) =>
  secretSources<Source>(settings).flatMap(({ key, path, source }): Problem[] => {
    const given = SOURCES.filter((name) => source[name] !== undefined);
    if (given.length === 1) return strayDetails({ key, source });
    const offered = key.startsWith("secretEnv.")
      ? "fromEnv, fromStore and fromSecret"
      : "fromEnv and fromStore";
    return [
      error(
        key,
        given.length === 0 ? "has no source" : `has ${given.length} sources, ${given.join(" and ")}`,
        `write one of ${offered}, or a value with \`pulumi config set --secret --path '${path}'\``,
      ),
    ];
  });

function strayDetails({ key, source }: Pick<SecretSource<Source>, "key" | "source">): Problem[] {
  const stray = [
    source.property !== undefined && source.fromStore === undefined && "property",
    source.key !== undefined && source.fromSecret === undefined && "key",
  ].filter((name) => name !== false);
  return stray.map((name) =>
    error(
      `${key}.${name}`,
      "has no effect on this source",
      `remove it; it belongs to ${name === "key" ? "fromSecret" : "fromStore"}`,
    ),
  );
}

const storeIsNamed: Rule = (settings) => {
  const [user] = secretSources<Source>(settings).filter(({ source }) => source.fromStore !== undefined);
  if (!user || settings.secretStore) return undefined;
  return error(
    "secretStore",
    `is missing, and ${user.key} takes its value from it`,
    "name the store: write for example secretStore: onepassword",
  );
};

const storeIsUsed: Rule = (settings) => {
  const isRead = secretSources<Source>(settings).some(({ source }) => source.fromStore !== undefined);
  if (!settings.secretStore || isRead) return undefined;
  return error(
    "secretStore",
    "has no effect: no key of secretEnv or registries has fromStore",
    "remove it, or write fromStore",
  );
};

/** What a name such as API_KEY holds is seldom meant for everybody who reads the repository. */
const SECRET_NAME = /(^|_)(KEY|APIKEY|TOKEN|SECRET|PASSWORD|PASSWD|CREDENTIALS?)$/i;

const noSecretInEnv: Rule = ({ env }) =>
  Object.keys(env)
    .filter((name) => SECRET_NAME.test(name))
    .map((name) => ({
      severity: "warning" as const,
      key: `env.${name}`,
      rule: "looks like a secret, and stands in clear in the stack's file and in the tree",
      fix: `move it to secretEnv: ${name}: {fromEnv: ${name}}`,
    }));

const oneVariableOnePlace: Rule = ({ env, secretEnv }) =>
  Object.keys(secretEnv)
    .filter((name) => env[name] !== undefined)
    .map((name) => error(`secretEnv.${name}`, "is also in env", "keep it in one of the two"));

function error(key: string, rule: string, fix: string): Problem {
  return { severity: "error", key, rule, fix };
}

export const secretRules: readonly Rule[] = [
  oneSource,
  storeIsNamed,
  storeIsUsed,
  oneVariableOnePlace,
  noSecretInEnv,
];
