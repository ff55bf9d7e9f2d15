import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { parseSettings } from "../../../config/parse";
import { decodeConfig } from "../../../config/read/load";
import type { Settings } from "../../../config/schema/settings";
import { type Fixture, fixtures } from "../../support/fixtures";
import type { StackConfig } from "./render";

/** A valid fixture, moved into a namespace of its own so that all can stand in one cluster. */
export interface Stack {
  readonly name: string;
  readonly config: StackConfig;
  readonly settings: Settings;
}

/** Every valid fixture that the suite's cluster can take: `# Needs:` names what it lacks for the others. */
export function validStacks(prefix: string): Stack[] {
  return fixtures("valid")
    .filter((fixture) => !needsMore(fixture))
    .map((fixture) => toStack(fixture, prefix));
}

/** The fixtures that ask for more than the suite's cluster has. */
export function stacksThatNeedMore(prefix: string): Stack[] {
  return fixtures("valid")
    .filter(needsMore)
    .map((fixture) => toStack(fixture, prefix));
}

function needsMore({ file }: Fixture): boolean {
  return /^# Needs: /m.test(readFileSync(file, "utf8"));
}

function toStack(fixture: Fixture, prefix: string): Stack {
  const given = decode(fixture);
  const config = { ...given, namespace: renamed(given.namespace, `${prefix}-${fixture.name}`) };
  return { name: fixture.name, config, settings: parseSettings(config).settings };
}

export function validFixtureNames(): string[] {
  return fixtures("valid").map(({ name }) => name);
}

/** The configuration of one valid fixture. */
export function configOf(name: string): StackConfig {
  const fixture = fixtures("valid").find((each) => each.name === name);
  if (!fixture) throw new Error(`there is no valid fixture ${name}`);
  return decode(fixture);
}

function decode({ file }: Fixture): StackConfig {
  const stack = parse(readFileSync(file, "utf8")) as { config?: unknown } | null;
  return decodeConfig(stack?.config, "kokoro-api") as StackConfig;
}

function renamed(namespace: StackConfig["namespace"], name: string): StackConfig["namespace"] {
  return typeof namespace === "object" ? { ...namespace, name } : { name };
}
