import type { Problem } from "../../common/problem";
import { settingTexts, textParts, textsOf } from "../flux-variables";
import type { Settings } from "../schema/settings";
import type { Rule } from "./rule";

/** Flux 2.9 fails the whole Kustomization on a variable that it can't supply. */
const variablesAreKnown: Rule = (settings) => {
  const known = settings.flux.substitutions;
  return settingTexts(settings).flatMap(({ key, text }) => {
    const unknown = variablesOf(text, known).filter((name) => !known.includes(name));
    if (unknown.length === 0) return [];
    const names = unknown.map((name) => `\${${name}}`).join(", ");
    return [
      {
        severity: "error",
        key,
        value: text,
        rule: `contains ${names}, but Flux supplies only ${known.map((name) => `\${${name}}`).join(", ") || "no variable"}`,
        fix: `add ${unknown[0]} to flux.substitutions if postBuild supplies it, or write $\${${unknown[0]}} for the literal text`,
      } satisfies Problem,
    ];
  });
};

function variablesOf(text: string, known: readonly string[]): string[] {
  return textParts(text, known, "config").flatMap((part) => ("variable" in part ? [part.variable] : []));
}

/** What is wrong with variables where the objects go straight to a cluster: nobody would fill them in. */
export function clusterVariableProblems(settings: Settings): Problem[] {
  const known = settings.flux.substitutions;
  const own = settingTexts(settings).filter(({ text }) => variablesOf(text, known).length > 0);
  const extra = textsOf(settings.extraManifests, "extraManifests").filter(({ text }) =>
    textParts(text, known, "verbatim").some((part) => "variable" in part),
  );
  return [...own, ...extra].map(({ key, text }) => ({
    severity: "error",
    key,
    value: text,
    rule: "contains a Flux variable, and without Flux nothing replaces it",
    fix: "write the value itself if the stack deploys to a cluster, or render the tree: kokoro up --render-yaml DIR",
  }));
}

export const substitutionRules: readonly Rule[] = [variablesAreKnown];
