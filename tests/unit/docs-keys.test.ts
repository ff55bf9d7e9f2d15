import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { tryParseSettings } from "../../config/parse";
import { decodeConfig } from "../../config/read/load";

const ROOT = join(__dirname, "..", "..");
const read = (name: string) => readFileSync(join(ROOT, name), "utf8");

/** Every key of the schema, from the reference that is generated from it. */
const rows = [...read("docs/configuration.md").matchAll(/^\| `([\w.[\]]+)` \| ([^|]*)/gm)];
const known = new Set(rows.map(([, key = ""]) => key));
const sections = new Set([...known].map((key) => key.split(".")[0] ?? ""));

const pages = [
  "README.md",
  ...readdirSync(join(ROOT, "docs"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md") && !name.startsWith("adr") && name !== "configuration.md")
    .map((name) => `docs/${name}`),
];

/** `retries.attempts` of `retries.attempts`, `kokoro-api:retries.attempts` and `retries.attempts: 3`. */
function pathsIn(page: string): string[] {
  const quoted = [...page.matchAll(/`([^`\n]+)`/g)].map(([, text = ""]) => text);
  return quoted.flatMap((text) => {
    const [, prefix, path = ""] = /^(kokoro-api:)?([A-Za-z]\w*(?:\.\w+)*)(?:: .*)?$/.exec(text) ?? [];
    const isOurs = prefix !== undefined || (path.includes(".") && sections.has(path.split(".")[0] ?? ""));
    return isOurs && !/\.(ya?ml|ts|md|json|sh)$/.test(path) ? [path] : [];
  });
}

/** Keys below `env` are names of variables: known are those that the configuration takes. */
function isKnown(path: string): boolean {
  const [section, name] = path.split(".");
  if (known.has(path)) return true;
  if (section !== "env" || name === undefined) return false;
  return tryParseSettings({ env: { [name]: "x" } }).ok;
}

/** Blocks of YAML that are settings, with or without the prefix of a stack file. */
function settingsIn(page: string): unknown[] {
  const fenced = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, block = ""]) => block);
  const indented = [...page.matchAll(/(?:^ {4}.*\n)+/gm)].map(([block]) => block);
  return [...fenced, ...indented].flatMap((block) => {
    const content: unknown = tryParse(block);
    if (typeof content !== "object" || content === null) return [];
    if ("config" in content) return [decodeConfig(content.config, "kokoro-api")];
    return Object.keys(content).every((key) => sections.has(key)) ? [content] : [];
  });
}

function tryParse(block: string): unknown {
  try {
    return parse(block);
  } catch {
    return undefined;
  }
}

describe("configuration keys in documents", () => {
  it.each(pages)("%s names only keys that exist", (page) => {
    expect(pathsIn(read(page)).filter((path) => !isKnown(path))).toEqual([]);
  });

  it.each(pages)("%s shows only settings that are accepted", (page) => {
    for (const settings of settingsIn(read(page))) {
      const result = tryParseSettings(settings as Record<string, unknown>);
      expect(result.ok ? [] : result.problems).toEqual([]);
    }
  });

  it("are looked for where they stand", () => {
    const seen = pages.flatMap((page) => pathsIn(read(page)));
    expect(seen.length).toBeGreaterThan(20);
    expect(pages.flatMap((page) => settingsIn(read(page))).length).toBeGreaterThanOrEqual(4);
    expect(pathsIn("`env.API_LOG_LEVEL`, `retries.attempt: 3` and `kokoro-api:replica`")).toHaveLength(3);
    expect(["env.API_LOG_LEVEL", "retries.attempt", "replica"].filter(isKnown)).toEqual([]);
  });
});
