import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { parse } from "yaml";
import { describeProblem } from "../../common/problem";
import { type ParseResult, tryParseSettings } from "../../config/parse";
import { decodeConfig } from "../../config/read/load";
import { manifestProblems } from "../../manifests/problems";

/**
 * A fixture is a stack file whose name is the rule that it shows. Comment lines state what must be said:
 *   # error: <start of the message, from its key on>
 *   # warning: <start of the message, from its key on>
 * Every message must be stated and every statement must be met. Nothing is listed by hand: put a
 * file into tests/fixtures/valid or invalid and it is tested.
 */
export interface Fixture {
  readonly name: string;
  readonly file: string;
  readonly expected: readonly string[];
}

const FOLDER = join(__dirname, "..", "fixtures");

export function fixtures(kind: "valid" | "invalid"): Fixture[] {
  const folder = join(FOLDER, kind);
  return readdirSync(folder)
    .filter((name) => name.endsWith(".yaml"))
    .sort()
    .map((name) => {
      const file = join(folder, name);
      const expected = [...readFileSync(file, "utf8").matchAll(/^# ((?:error|warning): .+)$/gm)].map(
        ([, text]) => text ?? "",
      );
      return { name: basename(name, ".yaml"), file, expected };
    });
}

/** The configuration as the fixture gives it, without any default. */
export function configOf({ file }: Fixture): Record<string, unknown> {
  const stack = parse(readFileSync(file, "utf8")) as { config?: unknown } | null;
  return decodeConfig(stack?.config, "kokoro-api") as Record<string, unknown>;
}

export function parseFixture(fixture: Fixture): ParseResult {
  const result = tryParseSettings(configOf(fixture));
  const problems = result.ok ? manifestProblems(result.settings) : [];
  return problems.length > 0 ? { ok: false, problems } : result;
}

export function messagesOf(result: ParseResult): string[] {
  const problems = result.ok ? result.warnings : result.problems;
  return problems.map((problem) => `${problem.severity}: ${describeProblem(problem)}`);
}
