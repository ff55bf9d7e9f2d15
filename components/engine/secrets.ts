import * as pulumi from "@pulumi/pulumi";
import { isMapping } from "../../common/is-mapping";
import { describeProblem, InputError } from "../../common/problem";
import type { Settings } from "../../config/schema/settings";
import { secretSources } from "../../config/secret-sources";
import type { CarriedSecret } from "../../manifests/carried-secret";
import { carriedSecrets } from "../../manifests/carried-secrets";
import type { SealedFile } from "../../render/tree";
import type { Repository } from "../../repository/secrets/existing";
import { refuseUnsealable, sealSecret } from "../../repository/secrets/seal";
import type { Placeholders } from "./inputs";

interface SecretArgs {
  readonly secretEnv?: unknown;
  readonly registries?: unknown;
}

/** The input with every value of secretEnv and registries, the environment's too, as a secret of the engine. */
export function withSecretOutputs<T extends SecretArgs>(args: T): T {
  const { secretEnv, registries } = args;
  return {
    ...args,
    ...(isPlainMapping(secretEnv) && { secretEnv: mapValues(secretEnv, secretOf) }),
    ...(isPlainMapping(registries) && { registries: mapValues(registries, withSecretPassword) }),
  };
}

function withSecretPassword(account: unknown): unknown {
  if (!isPlainMapping(account) || account.password === undefined) return account;
  return { ...account, password: secretOf(account.password) };
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
export async function reporting<T>(resource: pulumi.Resource, action: () => T | Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    if (error instanceof InputError)
      for (const problem of error.problems) void pulumi.log.error(describeProblem(problem), resource);
    throw error;
  }
}

/** In a cluster a value that is not there can't be left as it is. @throws InputError */
export function refuseMissingSecrets(settings: Settings): void {
  const missing = secretSources<{ fromEnv?: string | undefined }>(settings).filter(
    ({ source }) => source.fromEnv !== undefined,
  );
  if (missing.length === 0) return;
  throw new InputError(
    missing.map(({ key, source: { fromEnv } }) => ({
      severity: "error",
      key,
      rule: `takes its value from the environment variable ${fromEnv}, which is not set`,
      fix: "set it for this run",
    })),
  );
}

/** What stands in a carried Secret, as a secret of the engine. */
export function secretData(
  secret: CarriedSecret,
  settings: Settings,
  placeholders: Placeholders,
): pulumi.Output<Record<string, string>> {
  const known = knownTo(secret, settings, placeholders);
  return pulumi.secret(known.apply((settings) => secret.stringData(settings, valuesIn(secret, settings))));
}

/** The settings with the values of one Secret: nothing else that only the engine knows holds it up. */
function knownTo(
  { section }: CarriedSecret,
  settings: Settings,
  placeholders: Placeholders,
): pulumi.Output<Settings> {
  const known = placeholders.known(settings[section]);
  return known.apply((values) => ({ ...settings, [section]: values })) as pulumi.Output<Settings>;
}

/**
 * Placeholders for the encrypted Secrets of a tree. What comes out is ciphertext, so the engine may show it.
 */
export function sealedPlaceholders(
  settings: Settings,
  repository: Repository,
  placeholders: Placeholders,
  resource: pulumi.Resource,
): SealedFile[] {
  const secrets = carriedSecrets(settings);
  refuseEarly(secrets, settings, repository);
  return secrets.map((secret): SealedFile => {
    const sealed = pulumi.unsecret(
      knownTo(secret, settings, placeholders).apply((known) =>
        reporting(resource, async () => {
          const { warnings, ...sealed } = await sealSecret(
            secret,
            known,
            repository,
            valuesIn(secret, known),
          );
          for (const { key, rule, fix } of warnings) pulumi.log.warn(`${key}: ${rule}; ${fix}`, resource);
          return sealed;
        }),
      ),
    );
    return {
      secret,
      content: placeholders.add(sealed.apply(({ content }) => content)),
      ...(secret.rollsPods && {
        podRevision: placeholders.add(sealed.apply(({ podRevision }) => podRevision ?? "")),
      }),
    };
  });
}

/** An error inside an output is told by the engine half a minute later. @throws InputError */
function refuseEarly(secrets: readonly CarriedSecret[], settings: Settings, repository: Repository): void {
  const problems = secrets.flatMap((secret) => {
    try {
      refuseUnsealable(secret, settings, repository, valuesIn(secret, settings));
      return [];
    } catch (error) {
      if (error instanceof InputError) return error.problems;
      throw error;
    }
  });
  if (problems.length > 0) throw new InputError(problems);
}

/** @throws InputError where the engine gave an empty value */
function valuesIn(secret: CarriedSecret, settings: Settings): Map<string, string> {
  const given = secret.values(settings).filter(({ source }) => source.value !== undefined);
  const empty = given.filter(({ source }) => source.value === "");
  if (empty.length > 0)
    throw new InputError(
      empty.map(({ key }) => ({ severity: "error", key, rule: "is empty", fix: "give it a value" })),
    );
  return new Map(given.map(({ name, source }) => [name, String(source.value)]));
}

function isPlainMapping(value: unknown): value is Record<string, unknown> {
  return isMapping(value) && !pulumi.Output.isInstance(value);
}

function mapValues(value: Record<string, unknown>, change: (child: unknown) => unknown) {
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, change(child)]));
}
