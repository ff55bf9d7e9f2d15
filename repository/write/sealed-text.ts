import { isEncrypted } from "../../common/ciphertext";
import { mayHoldSecret } from "../../common/files/may-hold-secret";
import { readDocuments } from "../../common/read-yaml";
import { toYaml, type YamlValue } from "../../common/yaml";

/** Stands where a value would be shown that may be a secret in clear. */
const REDACTED = "<redacted>";

/**
 * The two texts of a file as a diff may show them. A file that sops encrypts may have been decrypted in place:
 * of one that holds anything but ciphertext only what is known to be harmless is shown.
 *
 * @returns undefined where a text is no Secret that can be read, or where all that differs is hidden
 */
export function shownTexts(
  path: string,
  before: string | undefined,
  after: string | undefined,
): { readonly before: string | undefined; readonly after: string | undefined } | undefined {
  const texts = [before, after].filter((text) => text !== undefined);
  if (!mayHoldSecret(path, ...texts) || texts.every(isPlain)) return { before, after };
  if (!texts.every(onlyMapping)) return undefined;
  // Both anew, so that only what differs in content shows.
  const shown = { before: redacted(before), after: redacted(after) };
  return shown.before === shown.after ? undefined : shown;
}

/** Ciphertext as it is written, without the comments of a person, which may hold anything. */
function isPlain(text: string): boolean {
  const object = onlyMapping(text);
  const hasComments = /^(?!# yaml-language-server: \S+$).*#/m.test(text);
  return object !== undefined && !hasComments && isSame(object, redact(object, []));
}

function redacted(text: string | undefined): string | undefined {
  return text === undefined ? undefined : toYaml(redact(onlyMapping(text), []) as YamlValue);
}

/** The text's mapping; undefined where it is anything else than one mapping. */
function onlyMapping(text: string): object | undefined {
  try {
    const [document, ...others] = readDocuments(text);
    if (!document || others.length > 0 || document.errors.length > 0) return undefined;
    const object: unknown = document.toJS();
    return typeof object === "object" && object !== null && !Array.isArray(object) ? object : undefined;
  } catch {
    return undefined;
  }
}

/** Where nobody keeps a value: all else, such as the annotation of `kubectl apply`, may repeat one. */
const HARMLESS =
  /^(apiVersion|kind|type|immutable|metadata\.(name|namespace|labels\..+|annotations\.(kokoro-api|kustomize\.toolkit\.fluxcd\.io)\/.+)|sops\..+)$/;

/** Mappings whose keys are names. A mapping elsewhere is what became of a botched edit. */
const NAMED = /^(metadata(\.(labels|annotations))?|data|stringData|sops(\..+)?)$/;

function redact(value: unknown, path: readonly string[]): unknown {
  const key = path.join(".");
  if (Array.isArray(value) && key.startsWith("sops.")) return value.map((item) => redact(item, path));
  if (typeof value === "object" && value !== null && (path.length === 0 || NAMED.test(key))) {
    const entries = Object.entries(value).map(([name, child]) => [name, redact(child, [...path, name])]);
    return Object.fromEntries(entries);
  }
  const isScalar = typeof value !== "object" || value === null;
  return isScalar && (isEncrypted(value) || HARMLESS.test(key)) ? value : REDACTED;
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
