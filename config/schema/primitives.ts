import * as z from "zod/mini";
import { say } from "./say";
import { alsoTakes } from "./shorthand";

// A configuration is parsed once a run: compiling a function for each object costs more than it saves.
z.config({ jitless: true });

/**
 * The leaf types of the configuration. Each carries its rule and a fix with an example, so that every
 * message tells a person what to write. Formats are those of Kubernetes, Istio and Flux.
 */

export { say };

/** Gives a schema its meaning, for the JSON schema (editor help) and docs/configuration.md. */
export function doc<T extends z.ZodMiniType>(schema: T, description: string): T {
  z.globalRegistry.add(schema, { description });
  return schema;
}

export function text(pattern: RegExp, rule: string, fix: string) {
  const message = say(rule, fix);
  return z.string(message).check(z.regex(pattern, message));
}

/** Up to the end of the text, or to the slash that parts it from a name. */
export const DNS_SUBDOMAIN =
  "(?=[^/]{1,253}(?:/|$))[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*";

const DNS_LABEL = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

/** RFC 1123 label: namespaces, Services, Deployments. Source: Kubernetes, "Object Names and IDs". */
export const dnsLabel = () =>
  text(
    DNS_LABEL,
    "must be 1 to 63 lower-case letters, digits or '-', starting and ending with a letter or digit",
    "write a name such as kokoro-api",
  );

/** RFC 1123 subdomain: Secrets, ConfigMaps. Source: Kubernetes, "Object Names and IDs". */
export const dnsSubdomain = () =>
  text(
    new RegExp(`^${DNS_SUBDOMAIN}$`),
    "must be at most 253 lower-case letters, digits, '-' or '.', each part starting and ending with a letter or digit",
    "write a name such as ghcr-credentials",
  );

/** A Service's name becomes a DNS label that must start with a letter (RFC 1035). */
export const serviceName = () =>
  text(
    /^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/,
    "must be 1 to 63 lower-case letters, digits or '-', starting with a letter",
    "write a name such as kokoro-api",
  );

const A_YEAR_MS = 8760 * 3_600_000;

/**
 * A Go duration greater than zero in whole milliseconds, as Istio and Flux take it. A year is far from
 * the limits of Go's durations and of Kubernetes' seconds (int32), also for sums of several.
 */
export const duration = () => {
  const message = say(
    "must be a duration greater than zero with a unit, in whole milliseconds",
    "write for example 250ms, 30s, 5m or 1h30m",
  );
  return z.string(message).check(
    z.regex(/^(\d+ms|\d+(\.\d{1,3})?(s|m|h))+$/, message),
    z.refine((value) => milliseconds(value) > 0, message),
    z.refine(
      (value) => milliseconds(value) <= A_YEAR_MS,
      say("must be at most 8760h, a year", "write for example 24h"),
    ),
  );
};

const UNIT_MS: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** `1m30s` -> 90000. The text must have passed `duration()`. */
export function milliseconds(value: string): number {
  let total = 0;
  for (const [, amount, unit] of value.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)) {
    total += Number(amount) * (UNIT_MS[unit ?? ""] ?? 0);
  }
  return Math.round(total);
}

/** `1m30s` -> 90, rounded up. Unit: seconds. Of a `secondsDuration()` it is exact. */
export function wholeSeconds(value: string): number {
  return Math.ceil(milliseconds(value) / 1000);
}

/** YAML gives `cpu: 2` as a number; Kubernetes means the quantity "2". */
function orNumber(schema: z.ZodMiniType<string, string>) {
  const numberAsText = z.transform((value: unknown) => (typeof value === "number" ? String(value) : value));
  return alsoTakes(z.pipe(numberAsText, schema), { type: "number" }) as unknown as z.ZodMiniType<
    string,
    string | number
  >;
}

/** CPU: whole or fractional cores, or millicores. */
export const cpuQuantity = () =>
  orNumber(
    text(
      /^(?!0+(\.0+)?m?$)(\d+m|\d+(\.\d{1,3})?)$/,
      "must be a CPU quantity greater than zero",
      "write 500m or 2",
    ),
  );

/** Bytes: Kubernetes' suffixes only; `GB` and `MB` are not among them. */
export const byteQuantity = () =>
  orNumber(
    text(
      /^(?!0+(\.0+)?\D*$)\d+(\.\d+)?(Ki|Mi|Gi|Ti|k|M|G|T)?$/,
      "must be a quantity of bytes greater than zero, with Kubernetes' suffixes",
      "write 512Mi, 4Gi or 4G",
    ),
  );

/** A whole number from `min` to `max`. */
export const count = (min: number, max: number) => {
  const message = say(
    `must be a whole number from ${min} to ${max}`,
    `write for example ${Math.max(min, Math.min(3, max))}`,
  );
  return z.int(message).check(z.gte(min, message), z.lte(max, message));
};

export const labelValue = () =>
  text(
    /^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/,
    "must be at most 63 letters, digits, '-', '_' or '.', starting and ending with a letter or digit",
    "write for example homecluster",
  );

/** The part of a label's key, or of a resource, behind the prefix. */
export const QUALIFIED_NAME = "[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?";

export const labelKey = () =>
  text(
    new RegExp(`^(?:${DNS_SUBDOMAIN}/)?${QUALIFIED_NAME}$`),
    "must be a label key: an optional DNS prefix of at most 253 characters and '/', then at most 63 letters, digits, '-', '_' or '.'",
    "write for example app.kubernetes.io/part-of",
  );

export const labels = () => z.record(labelKey(), labelValue());

export const envName = () =>
  text(
    /^[A-Za-z_][A-Za-z0-9_]*$/,
    "must be the name of an environment variable",
    "write for example DEFAULT_VOICE",
  );

/** The value of an environment variable. YAML's numbers and booleans mean their text. */
export const envValue = () => {
  const asText = z.transform((value: unknown) =>
    ["number", "boolean"].includes(typeof value) ? String(value) : value,
  );
  const text = z.string(say("must be a string, a number or a boolean", 'write it in quotes: "af_heart"'));
  const schema = alsoTakes(z.pipe(asText, text), { type: ["number", "boolean"] as never });
  return schema as unknown as z.ZodMiniType<string, string | number | boolean>;
};

/** A relative folder inside a repository, POSIX, without `.` and `..`. */
export const repositoryPath = () =>
  text(
    /^(?:\.\/)?(?!\.{1,2}(?:\/|$))[A-Za-z0-9._-]+(\/(?!\.{1,2}(?:\/|$))[A-Za-z0-9._-]+)*$/,
    "must be a folder inside the repository, relative, without '..'",
    "write kubernetes/apps",
  );

/** Source: Kubernetes, "API groups and versions". The text also names the schema on a document's first line. */
export const apiVersion = () =>
  text(
    new RegExp(`^(?:${DNS_SUBDOMAIN}/)?v[0-9]+((alpha|beta)[0-9]+)?$`),
    "must be an API version, with its group where it has one",
    "write v1 or apps/v1",
  );

export const kindName = () =>
  text(
    /^[A-Z][A-Za-z0-9]*$/,
    "must be a kind: letters and digits, starting with a capital letter",
    "write for example ConfigMap",
  );

export const flag = () => z.boolean(say("must be true or false", "write true or false without quotes"));

export const nonEmptyText = (example: string) =>
  text(/\S/, "must not be empty", `write for example ${example}`);
