import type { Rule } from "./rule";

/** Flux would wait for ever: a Kustomization is not ready before those that it depends on. */
const dependsOnOthers: Rule = ({ flux }) =>
  flux.dependsOn.flatMap((each, index) => {
    if (each.name !== flux.name || (each.namespace ?? flux.namespace) !== flux.namespace) return [];
    return [
      {
        severity: "error" as const,
        key: `flux.dependsOn[${index}]`,
        value: each.name,
        rule: "is the Flux Kustomization of this app itself: Flux would wait for ever",
        fix: "remove it, or name another one",
      },
    ];
  });

export const fluxRules: readonly Rule[] = [dependsOnOthers];
