import * as pulumi from "@pulumi/pulumi";
import { describeProblem, InputError, inputError } from "../../config/problem";
import type { Settings } from "../../config/settings";
import { sealSecret } from "../../render/secrets/seal";
import type { Sealed } from "../../render/tree";
import { carriedSecrets } from "../manifests/secret-env";
import type { Placeholders } from "./inputs";

/** The section of the configuration whose values are secrets. */
export const SECRET_SECTION = "secretEnv";

/** The input with every value of secretEnv, the environment's too, as a secret of the engine. */
export function withSecretOutputs<T extends { readonly secretEnv?: unknown }>(args: T): T {
  const { secretEnv } = args;
  if (typeof secretEnv !== "object" || secretEnv === null) return args;
  const entries = Object.entries(secretEnv).map(([name, source]) => [name, secretOf(source)]);
  return { ...args, secretEnv: Object.fromEntries(entries) };
}

function secretOf(source: unknown): unknown {
  const isOutput = pulumi.Output.isInstance(source) || source instanceof Promise;
  if (isOutput || (typeof source !== "object" && source !== undefined)) return pulumi.secret(source);
  const { value, fromEnv, ...rest } = (source ?? {}) as Record<string, unknown>;
  if (value !== undefined)
    return { ...rest, ...(fromEnv !== undefined && { fromEnv }), value: pulumi.secret(value) };
  const given = typeof fromEnv === "string" ? process.env[fromEnv] : undefined;
  return given ? { ...rest, value: pulumi.secret(given) } : source;
}

/**
 * Runs what may refuse a value that only the engine knew. The engine wraps such an error once for every file
 * that waits for the value, so the problems are told on their own, too.
 */
export function reporting<T>(resource: pulumi.Resource, action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (error instanceof InputError)
      for (const problem of error.problems) void pulumi.log.error(describeProblem(problem), resource);
    throw error;
  }
}

/** In a cluster a value that is not there can't be left as it is. @throws InputError */
export function refuseMissingSecrets({ secretEnv }: Settings): void {
  const missing = Object.entries(secretEnv).filter(([, { fromEnv }]) => fromEnv !== undefined);
  if (missing.length === 0) return;
  throw new InputError(
    missing.map(([name, { fromEnv }]) => ({
      severity: "error",
      key: `${SECRET_SECTION}.${name}`,
      rule: `takes its value from the environment variable ${fromEnv}, which is not set`,
      fix: "set it for this run",
    })),
  );
}

/**
 * Placeholders for the encrypted Secret of a tree. What comes out is ciphertext, so the engine may show it.
 */
export function sealedPlaceholders(
  settings: Settings,
  root: string,
  placeholders: Placeholders,
  resource: pulumi.Resource,
): Sealed | undefined {
  const names = carriedSecrets(settings);
  if (names.length === 0) return undefined;
  const given = names.flatMap((name) => {
    const value = settings.secretEnv[name]?.value;
    return value === undefined ? [] : [{ name, value: placeholders.fill(value) as pulumi.Input<string> }];
  });
  const sealed = pulumi.unsecret(
    pulumi.output(given).apply((values) => {
      const empty = values.find(({ value }) => value === "");
      if (empty)
        throw inputError({
          key: `${SECRET_SECTION}.${empty.name}`,
          rule: "is empty",
          fix: "give it a value",
        });
      const byName = new Map(values.map(({ name, value }) => [name, value]));
      const { content, revision, warnings } = reporting(resource, () => sealSecret(settings, root, byName));
      for (const { key, rule, fix } of warnings) pulumi.log.warn(`${key}: ${rule}; ${fix}`, resource);
      return { content, revision };
    }),
  );
  return {
    content: placeholders.add(sealed.content),
    revision: placeholders.add(sealed.revision),
  };
}
