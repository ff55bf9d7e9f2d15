import { readFileSync } from "node:fs";
import { join } from "node:path";
import { tryParseSettings } from "../../../config/parse";
import type { Settings } from "../../../config/schema/settings";
import { configOf, validFixtureNames } from "../support/fixtures";
import { PROJECT } from "../toolchain/locate";
import { type Random, seeded } from "./random";
import { type Schema, valueFor } from "./values";

/** A configuration that we accept, as written and as parsed. */
export interface Accepted {
  readonly config: Readonly<Record<string, unknown>>;
  readonly settings: Settings;
}

const PREFIX = "kokoro-api:";

/** What stands elsewhere, or would be for the engine alone. */
const LEFT_OUT = ["extraManifests", "renderYaml", "sops", "registries"];

/** Sections that are off in most fixtures, so that values in them matter. */
const SWITCHED_ON = [
  {},
  { ingress: { kind: "istio", hosts: ["a.example.com"] } },
  { ingress: { kind: "gatewayApi", hosts: ["a.example.com"] } },
  { smoke: { enabled: true, staleAfter: "8760h" }, monitoring: { enabled: true } },
  { batch: { enabled: true, items: [{ input: "Hello." }] } },
  { scaling: { kind: "hpa", max: 5 } },
];

/** Valid fixtures in which one to four keys were replaced, as many as are accepted and wanted. */
export function acceptedConfigs(wanted: number, seed: number): Accepted[] {
  const random = seeded(seed);
  const keys = topLevelKeys();
  const bases = validFixtureNames().map(configOf);
  const accepted: Accepted[] = [];
  for (let tries = 0; accepted.length < wanted && tries < wanted * 200; tries += 1) {
    const config = mutated(random.of(bases) as Record<string, unknown>, keys, random);
    const result = tryParseSettings(config);
    if (result.ok && fitsCluster(result.settings)) accepted.push({ config, settings: result.settings });
  }
  return accepted;
}

/** The suite's cluster has the standard channel of the Gateway API. */
function fitsCluster({ mesh }: Settings): boolean {
  return mesh.gatewayApiChannel === "standard";
}

function mutated(base: Record<string, unknown>, keys: Record<string, Schema>, random: Random) {
  const config: Record<string, unknown> = { ...base, ...random.of(SWITCHED_ON) };
  for (let change = random.below(4); change >= 0; change -= 1) {
    const key = random.of(Object.keys(keys));
    const value = valueFor(keys[key] ?? {}, random);
    config[key] = isObject(value) && isObject(config[key]) ? { ...config[key], ...value } : value;
  }
  return config;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** From the schema of stack files, where a value may also be `secure:`. */
function topLevelKeys(): Record<string, Schema> {
  const text = readFileSync(join(PROJECT, "config", "settings.schema.json"), "utf8");
  const { properties = {} } = (JSON.parse(text) as Schema).properties?.config ?? {};
  const entries = Object.entries(properties)
    .filter(([key]) => key.startsWith(PREFIX))
    .map(([key, schema]): [string, Schema] => [key.slice(PREFIX.length), schema.anyOf?.[0] ?? schema]);
  return Object.fromEntries(entries.filter(([key]) => !LEFT_OUT.includes(key)));
}
