import type { Settings } from "../schema/settings";
import type { Rule } from "./rule";

/**
 * Keys that selectors, the mesh and Flux go by. A Gateway's labels are copied to the waypoint's pods, so
 * `app` on every object would make the Service select its own waypoint.
 */
const DECIDED: Readonly<Record<string, string>> = {
  app: "name",
  "app.kubernetes.io/name": "name",
  "app.kubernetes.io/component": "name",
  "istio.io/dataplane-mode": "mesh.ambient",
  "istio.io/use-waypoint": "mesh.waypoint",
  "istio.io/ingress-use-waypoint": "mesh.waypoint",
  "istio.io/waypoint-for": "mesh.waypoint",
  "sidecar.istio.io/inject": "mesh.ambient",
  "kokoro-api/server-settings": "server",
};

const SECTIONS = ["labels", "annotations", "podLabels", "podAnnotations"] as const;

const oursStay: Rule = (settings) =>
  SECTIONS.flatMap((section) =>
    Object.entries(settings[section])
      .filter(([key]) => Object.hasOwn(DECIDED, key))
      .map(([key, value]) => ({
        severity: "error" as const,
        key: `${section}["${key}"]`,
        value,
        rule: `is decided by ${DECIDED[key]}`,
        fix: "remove it",
      })),
  );

/** Kubernetes' limit for the annotations of one object, ours among them. */
const ANNOTATION_BYTES = 256 * 1024;
const BYTES_OF_OURS = 1024;

function sizeProblem(settings: Settings, section: "annotations" | "podAnnotations") {
  const pairs = Object.entries(settings[section]).map(([key, value]) => key + value);
  const size = pairs.reduce((sum, pair) => sum + Buffer.byteLength(pair), 0);
  if (size <= ANNOTATION_BYTES - BYTES_OF_OURS) return [];
  return [
    {
      severity: "error" as const,
      key: section,
      rule: `has ${size} bytes, and Kubernetes takes ${ANNOTATION_BYTES} for all annotations of an object, ours among them`,
      fix: "shorten the values, or keep them in a ConfigMap of your own (extraManifests)",
    },
  ];
}

const annotationsFit: Rule = (settings) => [
  ...sizeProblem(settings, "annotations"),
  ...sizeProblem(settings, "podAnnotations"),
];

export const ownerRules: readonly Rule[] = [oursStay, annotationsFit];
