import type { Random } from "./random";

/** Values at the edges of what Kubernetes, Istio, Flux and Go take; most fit only a few of the keys. */
const SUBDOMAIN_253 = `${"a".repeat(63)}.${"b".repeat(63)}.${"c".repeat(63)}.${"d".repeat(61)}`;

const NAMES = [
  "a",
  "k1",
  "1a",
  "a-b",
  "a.b",
  "0",
  "x".repeat(42),
  "x".repeat(46),
  "x".repeat(54),
  "x".repeat(63),
];
const LONG = ["x".repeat(64), "x".repeat(253), "x".repeat(254), "X".repeat(253), SUBDOMAIN_253];
const LABELS = [
  "a.b/c",
  "a..b/c",
  `${SUBDOMAIN_253}/c`,
  `${SUBDOMAIN_253}e/c`,
  `a/${"N".repeat(63)}`,
  "-a/b",
  "",
  "A_b.c",
];
const DURATIONS = [
  "1ms",
  "999ms",
  "1s",
  "1.5s",
  "1.5ms",
  "90s",
  "0.001h",
  "1h30m",
  "24h",
  "8760h",
  "99999999h",
];
const QUANTITIES = [
  "1m",
  "5m",
  "10m",
  "0.001",
  "1.5",
  "2",
  "16Mi",
  "32Mi",
  "1Gi",
  "0.5Ti",
  "64G",
  "999999Ti",
];
const HOSTS = [
  "a.example.com",
  "*.example.com",
  "x.a.example.com",
  "kokoro.${SECRET_DOMAIN}",
  "*.${SECRET_DOMAIN}",
  "10.0.0.1",
  "localhost",
  `${"h".repeat(64)}.com`,
];
const PLACES = [
  "a/b",
  "default/default",
  "web.x/y",
  "web/a.b",
  "/v1/*",
  "/",
  "/*",
  "/data",
  "../x",
  "apps",
  "https://a.example.com/x",
  "http://prometheus:9090",
];
const SCHEDULES = [
  "*/10 * * * *",
  "0 0 * * 7",
  "60 * * * *",
  "*/0 * * * *",
  "5-1 * * * *",
  "@hourly",
  "0-5/2 1,2 * jan mon",
];
const IMAGES = ["python:3", "python:3 ", "docker.io/library/python:3.13-alpine", "Python", "a/b@sha256:0"];
const TEXTS = [
  "é",
  "\u{1F600}",
  "\ud800",
  "a\0b",
  "true",
  "null",
  "1e3",
  "0x10",
  " a",
  "a\nb",
  "$HOME",
  "${X}",
  "# a",
  "'",
  '"',
  "{{ x }}",
];

const STRINGS = [NAMES, LONG, LABELS, DURATIONS, QUANTITIES, HOSTS, PLACES, SCHEDULES, IMAGES, TEXTS];
const NUMBERS = [-1, 0, 1, 2, 3, 5, 50, 63, 99.9, 100, 1000, 1_000_000, 2_147_483_647];

/** A JSON schema, as far as values are made of it. */
export interface Schema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly additionalProperties?: Schema | boolean;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
}

/** A value for a schema. Strings fit its pattern where they can, for most of the others are refused at once. */
export function valueFor(schema: Schema, random: Random): unknown {
  if (schema.enum) return random.of(schema.enum);
  if (schema.anyOf) return valueFor(random.of(schema.anyOf), random);
  const type = random.of([schema.type ?? "string"].flat());
  if (type === "boolean") return random.below(2) === 0;
  if (type === "integer" || type === "number") return numberFor(schema, random);
  if (type === "array") return listOf(schema, random);
  return type === "object" ? objectOf(schema, random) : stringFor(schema, random);
}

function numberFor({ minimum = 0, maximum = 100 }: Schema, random: Random): number {
  const fitting = NUMBERS.filter((number) => number >= minimum && number <= maximum);
  return random.of([minimum, maximum, ...fitting, random.of(NUMBERS)]);
}

function stringFor({ pattern }: Schema, random: Random): string {
  const all = random.of(STRINGS);
  if (pattern === undefined || random.below(20) === 0) return random.of(all);
  const fitting = STRINGS.flat().filter((text) => new RegExp(pattern, "u").test(text));
  return random.of(fitting.length > 0 ? fitting : all);
}

/** Texts without a pattern are of one kind, or hardly a list of them would be taken. */
function listOf({ items = {} }: Schema, random: Random): unknown[] {
  const length = random.of([1, 1, 2, 3, 17]);
  if (items.type === "string" && items.pattern === undefined && !items.enum) {
    const kind = random.of(STRINGS);
    return [...new Set(Array.from({ length }, () => random.of(kind)))];
  }
  return Array.from({ length }, () => valueFor(items, random));
}

function objectOf({ properties = {}, required = [], additionalProperties }: Schema, random: Random): object {
  if (typeof additionalProperties === "object") {
    const key = random.of([...NAMES, ...LONG, ...LABELS, "API_KEY"]);
    return { [key]: valueFor(additionalProperties, random) };
  }
  const some = Array.from({ length: random.of([1, 1, 2, 3]) }, () => random.of(Object.keys(properties)));
  const keys = [...new Set([...required, ...some])];
  return Object.fromEntries(keys.map((key) => [key, valueFor(properties[key] ?? {}, random)]));
}
