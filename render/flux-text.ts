import { literalText, type TextPart, type TextSyntax, textParts } from "../config/flux-variables";
import type { KubernetesObject } from "../manifests/kubernetes";
import type { Manifest } from "../manifests/manifest";

/** Flux leaves an object with this annotation (or label) alone. */
export const SUBSTITUTE = "kustomize.toolkit.fluxcd.io/substitute";

/**
 * The object so that exactly its text arrives in the cluster after Flux's postBuild, whose variables may be
 * any. Flux reads `${`, and `$$` anywhere, as its own syntax: an object with such text is annotated, or,
 * where the user also wants variables in it, its other dollars are doubled. See docs/adr/0040-flux-text.md.
 *
 * @param known the variables that postBuild supplies
 */
export function fluxSafe({ object, verbatim }: Manifest, known: readonly string[]): KubernetesObject {
  if (isClosed(object)) return object;
  const syntax: TextSyntax = verbatim ? "verbatim" : "config";
  let variables = false;
  let dollars = false;
  mapTexts(object, (text) => {
    for (const part of textParts(text, known, syntax)) {
      if ("variable" in part) variables = true;
      else if (escaped(part.literal) !== part.literal) dollars = true;
    }
    return text;
  });
  if (variables) return mapTexts(object, (text) => textParts(text, known, syntax).map(emit).join(""));
  if (!dollars) return object;
  const plain = mapTexts(object, (text) => literalText(text, syntax));
  const withDisabled = { ...plain.metadata.annotations, [SUBSTITUTE]: "disabled" };
  return { ...plain, metadata: { ...plain.metadata, annotations: withDisabled } };
}

/** The object as a cluster gets it without Flux. */
export function withoutFlux({ object, verbatim }: Manifest): KubernetesObject {
  return verbatim || isClosed(object) ? object : mapTexts(object, (text) => literalText(text, "config"));
}

/** Objects whose maker has closed them to Flux hold their text as it is. */
function isClosed({ metadata: { annotations, labels } }: KubernetesObject): boolean {
  return annotations?.[SUBSTITUTE] === "disabled" || labels?.[SUBSTITUTE] === "disabled";
}

function emit(part: TextPart): string {
  return "variable" in part ? `\${${part.variable}}` : escaped(part.literal);
}

/** Flux makes one dollar of two, and takes `${` for a variable; a lone dollar is nothing to it. */
function escaped(literal: string): string {
  return literal.replace(/\$+(?=\{)|\${2,}/g, (dollars) => dollars + dollars);
}

/** A copy with every text that has a dollar changed, keys included. */
function mapTexts<T>(value: T, change: (text: string) => string): T {
  if (typeof value === "string") return (value.includes("$") ? change(value) : value) as T;
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => mapTexts(item, change)) as T;
  return Object.fromEntries(
    Object.entries(value).map(([key, child]) => [mapTexts(key, change), mapTexts(child, change)]),
  ) as T;
}
