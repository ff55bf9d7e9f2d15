import { closest } from "../../common/closest";
import type { Problem } from "../../common/problem";
import { settingKeys } from "../schema/settings";

/** The prefix of the settings in this project, which the documents use. */
const DOCUMENTED = "kokoro-api";

/** A key of the project that holds all settings as one mapping, beside keys of a program of one's own. */
const ONE_KEY = "kokoro";

/** The settings of a `config:` mapping without their prefix, and the keys that nobody would read. */
export interface OwnEntries {
  readonly entries: readonly (readonly [key: string, value: unknown])[];
  readonly problems: readonly Problem[];
}

/** Whether a `config:` mapping holds the settings in one key, beside those of a program of one's own. */
export function usesOneKey(config: unknown, project: string): boolean {
  return keysOf(config, project).some(({ prefix, key }) => prefix === project && key === ONE_KEY);
}

/**
 * The settings among a project's keys: those with the project's prefix, or, with `inOneKey`, what stands in
 * `<project>:kokoro`. Keys of providers (`kubernetes:context`) are not ours. See docs/adr/0008-key-space.md.
 *
 * @param read turns what stands in the one key into a mapping
 */
export function ownEntries(
  config: unknown,
  project: string,
  inOneKey: boolean,
  read: (value: unknown) => unknown = (value) => value,
): OwnEntries {
  const keys = keysOf(config, project);
  const own = keys.filter(({ prefix }) => prefix === project);
  const problems = keys.flatMap((each) => unread(each, project, inOneKey));
  if (!inOneKey) return { entries: own.map(({ key, value }) => [key, value]), problems };
  const one = own.find(({ key }) => key === ONE_KEY);
  const inside = one === undefined ? {} : read(one.value);
  if (typeof inside !== "object" || inside === null || Array.isArray(inside))
    return { entries: [], problems: [...problems, notAMapping(`${project}:${ONE_KEY}`)] };
  return { entries: Object.entries(inside), problems };
}

interface Key {
  readonly prefix: string;
  readonly key: string;
  readonly written: string;
  readonly value: unknown;
}

function keysOf(config: unknown, project: string): Key[] {
  const given = typeof config === "object" && config !== null ? Object.entries(config) : [];
  return given.map(([key, value]) => ({ ...split(key, project), written: key, value }));
}

function split(key: string, project: string): { prefix: string; key: string } {
  const colon = key.indexOf(":");
  return colon < 0 ? { prefix: project, key } : { prefix: key.slice(0, colon), key: key.slice(colon + 1) };
}

/** A setting under a prefix that looks like ours and is not: it would be dropped without a word. */
function unread({ prefix, key, written }: Key, project: string, inOneKey: boolean): Problem[] {
  if (prefix === project || !isLikeOurs(prefix, project) || !isNearSetting(key)) return [];
  return [
    {
      severity: "error",
      key: written,
      rule: `is read by nobody: the prefix of the settings is the name of the project, ${project}`,
      fix: inOneKey ? `write it below ${project}:${ONE_KEY}` : `write ${project}:${key}`,
    },
  ];
}

/** Whether a person who writes this prefix means our settings. */
function isLikeOurs(prefix: string, project: string): boolean {
  const plain = plainOf(prefix);
  if (plain.startsWith("kokoro") || plain === plainOf(project)) return true;
  const candidates = project.length < LEAST_FOR_TYPOS ? [DOCUMENTED] : [DOCUMENTED, project];
  return closest(prefix, candidates) !== undefined;
}

/** A short name is near to many that mean something else, such as those of providers. */
const LEAST_FOR_TYPOS = 6;

function plainOf(prefix: string): string {
  return prefix.toLowerCase().replace(/[-_. ]/g, "");
}

function isSetting(key: string): boolean {
  return (settingKeys as string[]).includes(key.split(/[.[]/)[0] ?? "");
}

function isNearSetting(key: string): boolean {
  return isSetting(key) || key === ONE_KEY || closest(key, settingKeys) !== undefined;
}

function notAMapping(key: string): Problem {
  return {
    severity: "error",
    key,
    rule: "must be a mapping with the settings of KokoroService",
    fix: "write them on indented lines below it, such as replicas: 3",
  };
}
