/**
 * Flux replaces every dollar-brace in what it applies, and fails on one that it does not know. Grafana's
 * variables, PromQL and scripts have their own dollars: objects with this annotation are left alone.
 */
export const UNSUBSTITUTED = { "kustomize.toolkit.fluxcd.io/substitute": "disabled" } as const;
