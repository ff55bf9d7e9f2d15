import type * as z from "zod/mini";
import { isMapping } from "../../common/is-mapping";
import { InputError, type Problem } from "../../common/problem";
import { type ParsedSettings, tryParseSettings } from "../parse";
import { type SettingsInput, settingsSchema } from "../schema/settings";
import { takesText } from "../schema/takes-text";
import { passwordVariable, secretSources } from "../secret-sources";
import { type OwnEntries, ownEntries, usesOneKey } from "./key-space";
import { findProject, type Project, readStack, stackNames } from "./project";

/**
 * The only reader of configuration. It takes it from the stack's files (embedded render) or from the
 * running Pulumi engine, decodes both alike and hands plain data to the schema.
 */

/** Settings of a stack from Pulumi.yaml and Pulumi.<stack>.yaml, without Pulumi. @throws InputError */
export function loadStack(stack: string, from: string): ParsedSettings & { readonly project: Project } {
  const project = findProject(from);
  const file = readStack(project, stack);
  const problems = [...environmentProblem(file), ...shapeProblem(file)];
  const inOneKey = [project, file].some(({ config }) => usesOneKey(config, project.name));
  const shared = ownEntries(project.config, project.name, inOneKey, projectValue);
  const own = ownEntries(file.config, project.name, inOneKey, fromText);
  problems.push(...shared.problems, ...own.problems);
  problems.push(...own.entries.flatMap(([key, value]) => secureProblems(key, value)));
  const given = [
    ...shared.entries.map(([key, value]) => [key, projectValue(value)] as const),
    ...own.entries,
  ];
  const raw = decoded(given.filter(([, value]) => value !== undefined));
  problems.push(...clearSecretProblems(raw));
  if (problems.length > 0) throw new InputError(problems);
  return { ...settingsOf(raw), project };
}

/** The names of the stacks that have a file in the project. */
export function stacksOf(from: string): string[] {
  return stackNames(findProject(from));
}

/** Set by `kokoro up --render-yaml DIR` for the program that it starts; stands over the config key. */
export const RENDER_YAML_VARIABLE = "KOKORO_RENDER_YAML";

/** The configuration as the engine gives it, decoded and not yet checked: `KokoroService` checks it. */
export function readEngineConfig(values: Readonly<Record<string, string>>, project: string): SettingsInput {
  const renderYaml = process.env[RENDER_YAML_VARIABLE];
  return { ...decodeConfig(values, project), ...(renderYaml && { renderYaml }) };
}

/** The settings of a `config:` mapping, without prefix, with text decoded. @throws InputError */
export function decodeConfig(config: unknown, project: string): Record<string, unknown> {
  const { entries, problems } = ownEntries(config, project, usesOneKey(config, project), fromText);
  if (problems.length > 0) throw new InputError(problems);
  return decoded(entries);
}

/** `fromEntries` and not assignments: a key such as `__proto__` is a key like all others. */
function decoded(entries: OwnEntries["entries"]): Record<string, unknown> {
  return Object.fromEntries(entries.map(([key, value]) => [key, decode(key, value)]));
}

function settingsOf(raw: Record<string, unknown>): ParsedSettings {
  const result = tryParseSettings(raw);
  if (!result.ok) throw new InputError(result.problems);
  return result;
}

const PROJECT_FIELDS = new Set(["type", "description", "items", "default", "value", "secret"]);

/** Pulumi.yaml declares a key with `default` or `value`, or gives the value at once. */
function projectValue(declared: unknown): unknown {
  if (typeof declared !== "object" || declared === null || Array.isArray(declared)) return declared;
  const fields = Object.keys(declared);
  if (!fields.every((field) => PROJECT_FIELDS.has(field))) return declared;
  const { value, default: standard } = declared as { value?: unknown; default?: unknown };
  return value ?? standard;
}

/**
 * `pulumi config set` writes every value as text and the engine hands out JSON text, so that the text
 * `2` means the number and `{...}` the mapping; but not where the key takes text, and `2` may be a name.
 */
function decode(key: string, value: unknown): unknown {
  const schema = (settingsSchema.shape as Record<string, z.ZodMiniType>)[key];
  if (!schema || !["string", "number"].includes(typeof value)) return value;
  const takes = takesText(schema);
  if (takes === "only") return String(value);
  const decoded = fromText(value);
  return takes === "or more" && !isMapping(decoded) ? String(value) : decoded;
}

function fromText(value: unknown): unknown {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

function secureProblems(key: string, value: unknown): Problem[] {
  if (typeof value !== "object" || value === null) return [];
  if (!Array.isArray(value) && typeof (value as { secure?: unknown }).secure === "string") {
    return [
      {
        severity: "error",
        key,
        rule: "is encrypted by Pulumi (secure), and only the Pulumi CLI can decrypt it",
        fix: `render with Pulumi instead: kokoro up --render-yaml DIR --stack STACK${orFromEnv(key)}`,
      },
    ];
  }
  return Object.entries(value).flatMap(([name, child]) => secureProblems(`${key}.${name}`, child));
}

/** `, or take the value from the environment: secretEnv.API_KEY: {fromEnv: API_KEY}`, where that is a way out. */
function orFromEnv(key: string): string {
  const [, host] = /^registries\.(.+)\.password(\.value)?$/.exec(key) ?? [];
  if (host !== undefined)
    return `, or take the password from the environment: password: {fromEnv: ${passwordVariable(host)}}`;
  const [, name] = /^(?:env|secretEnv)\.(\w+)/.exec(key) ?? [];
  return name === undefined
    ? ""
    : `, or take the value from the environment: secretEnv.${name}: {fromEnv: ${name}}`;
}

/** A value that stands in a stack file in clear is no secret. Its text is not repeated. */
export function clearSecretProblems({ secretEnv, registries }: Record<string, unknown>): Problem[] {
  const sources = secretSources({ secretEnv: mappingOf(secretEnv), registries: accountsOf(registries) });
  return sources.flatMap(({ key, path, variable, source }): Problem[] => {
    const inClear = isMapping(source) ? source.value : source;
    if (inClear === undefined || inClear === null || typeof inClear === "object") return [];
    return [
      {
        severity: "error",
        key,
        rule: "is in plaintext in the stack's configuration",
        fix: `change the secret, because it may be in git's history; then write {fromEnv: ${variable}}, or encrypt it: pulumi config set --secret --path '${path}'`,
      },
    ];
  });
}

function accountsOf(registries: unknown): Record<string, { password: unknown }> {
  const accounts = Object.entries(mappingOf(registries));
  return Object.fromEntries(
    accounts.map(([host, account]) => [host, { password: mappingOf(account).password }]),
  );
}

function mappingOf(value: unknown): Record<string, unknown> {
  return isMapping(value) ? value : {};
}

function environmentProblem(file: Record<string, unknown>): Problem[] {
  if (file.environment === undefined) return [];
  return [
    {
      severity: "error",
      key: "environment",
      rule: "imports Pulumi ESC environments, and only the Pulumi CLI can open them",
      fix: "render with Pulumi instead: kokoro up --render-yaml DIR --stack STACK",
    },
  ];
}

function shapeProblem(file: Record<string, unknown>): Problem[] {
  const { config } = file;
  if (config === undefined || config === null || (typeof config === "object" && !Array.isArray(config)))
    return [];
  return [
    {
      severity: "error",
      key: "config",
      rule: "must be a mapping of keys",
      fix: "write config: and indented below it for example kokoro-api:replicas: 2",
    },
  ];
}
