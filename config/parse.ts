import * as z from "zod/mini";
import { InputError, type Problem } from "../common/problem";
import { withAcceleratorDefaults } from "../speech/accelerators";
import { brokenTexts } from "./broken-texts";
import { withDerivedDefaults } from "./defaults";
import { crossFieldProblems } from "./rules";
import { pathText, problemsOf } from "./schema/issues";
import { type RunOptions, type Settings, type SettingsInput, settingsSchema } from "./schema/settings";

export interface ParsedSettings {
  readonly settings: Settings;
  readonly run: RunOptions;
  /** Settings that are allowed and contradict each other, with figures. */
  readonly warnings: readonly Problem[];
}

/** A parse either ends in settings or in errors, at least one. */
export type ParseResult =
  | ({ readonly ok: true } & ParsedSettings)
  | { readonly ok: false; readonly problems: readonly Problem[] };

/**
 * Checks a configuration as written: types, formats, unknown keys and the rules across keys, all at
 * once. Where some keys are wrong, the rules across the others are still checked, so that a user
 * mends everything in one go.
 */
export function tryParseSettings(given: unknown): ParseResult {
  const unusable = [...reservedKeys(given), ...brokenTexts(given)];
  if (unusable.length > 0) return { ok: false, problems: unusable };
  const raw = withAcceleratorDefaults(given);
  const parsed = z.safeParse(settingsSchema, raw, { reportInput: true });
  if (parsed.success) return withCrossFieldRules(parsed.data);
  const problems = problemsOf(parsed.error.issues, settingsSchema);
  const rest = z.safeParse(settingsSchema, without(raw, parsed.error.issues));
  const wrong = new Set(parsed.error.issues.map((issue) => String(issue.path[0] ?? "")));
  const across = rest.success ? errorsOf(crossFieldProblems(completed(rest.data).settings, rest.data)) : [];
  return {
    ok: false,
    problems: [...problems, ...across.filter(({ key }) => !wrong.has(key.split(".")[0] ?? ""))],
  };
}

/** `__proto__` is a key in YAML and JSON, and in a copy of a JavaScript object it would become something else. */
function reservedKeys(value: unknown, path: readonly PropertyKey[] = []): Problem[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, child]): Problem[] => {
    const here = [...path, Array.isArray(value) ? Number(key) : key];
    if (key !== "__proto__") return reservedKeys(child, here);
    return [{ severity: "error", key: pathText(here), rule: "is not a known key", fix: "remove it" }];
  });
}

/** Like `tryParseSettings`. @throws InputError with every problem */
export function parseSettings(raw: SettingsInput): ParsedSettings {
  const result = tryParseSettings(raw);
  if (!result.ok) throw new InputError(result.problems);
  return result;
}

type SchemaOutput = z.output<typeof settingsSchema>;

function completed({ renderYaml, ...config }: SchemaOutput): Omit<ParsedSettings, "warnings"> {
  return { settings: withDerivedDefaults(config), run: { renderYaml } };
}

function withCrossFieldRules(config: SchemaOutput): ParseResult {
  const { settings, run } = completed(config);
  const problems = crossFieldProblems(settings, config);
  const errors = errorsOf(problems);
  if (errors.length > 0) return { ok: false, problems: errors };
  return { ok: true, settings, run, warnings: problems };
}

/** Warnings wait until there are settings to which they apply. */
function errorsOf(problems: readonly Problem[]): Problem[] {
  return problems.filter(({ severity }) => severity === "error");
}

/** A copy of the input less the values that the issues name. */
function without(raw: unknown, issues: readonly z.core.$ZodIssue[]): unknown {
  if (typeof raw !== "object" || raw === null) return {};
  const copy = structuredClone(raw) as Record<string, unknown>;
  for (const issue of issues) {
    const unknownKeys = issue.code === "unrecognized_keys" ? issue.keys : undefined;
    for (const key of unknownKeys ?? [undefined])
      remove(copy, key === undefined ? issue.path : [...issue.path, key]);
  }
  return copy;
}

function remove(target: Record<string, unknown>, path: readonly PropertyKey[]): void {
  let parent: unknown = target;
  for (const key of path.slice(0, -1)) parent = (parent as Record<PropertyKey, unknown> | undefined)?.[key];
  const last = path.at(-1);
  if (last !== undefined && typeof parent === "object" && parent !== null)
    delete (parent as Record<PropertyKey, unknown>)[last];
}
