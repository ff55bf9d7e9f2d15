import { isMapping } from "../../common/is-mapping";
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

/** Fields that say which object it is, and what selects its pods: a change makes another object, or none. */
const IDENTITY: readonly (readonly string[])[] = [
  ["apiVersion"],
  ["kind"],
  ["metadata", "name"],
  ["metadata", "namespace"],
  ["spec", "selector"],
  ["spec", "template", "metadata", "labels", "app"],
];

const patchKeepsIdentity: Rule = ({ patches }) =>
  patches.flatMap(({ patch }, index) =>
    IDENTITY.filter((path) => valueAt(patch, path) !== undefined).map((path) => ({
      severity: "error" as const,
      key: `patches[${index}].patch.${path.join(".")}`,
      rule: "says which object it is, or which pods belong to it, and can't be patched",
      fix: "remove it; for an object of your own use extraManifests",
    })),
  );

const secretsAreEncrypted: Rule = ({ patches }) =>
  patches.flatMap(({ kind }, index) =>
    kind === "Secret"
      ? [
          {
            severity: "error" as const,
            key: `patches[${index}].kind`,
            value: kind,
            rule: "can't be patched: our Secrets are encrypted, and a patch would stand in clear",
            fix: "use labels and annotations, or a Secret of your own (secretEnv.NAME.fromSecret)",
          },
        ]
      : [],
  );

/** Kinds that decide who may call, and the fields that keep a busy server alive. */
const PROMISES: readonly {
  readonly kind: RegExp;
  readonly path: readonly string[];
  readonly what: string;
}[] = [
  {
    kind: /^(AuthorizationPolicy|PeerAuthentication|RequestAuthentication|(Cilium)?NetworkPolicy)$/,
    path: ["spec"],
    what: "who may call the server",
  },
  {
    kind: /^Deployment$/,
    path: ["spec", "template", "spec"],
    what: "the server's pod: probes, grace and Pod Security",
  },
  {
    kind: /^Service$/,
    path: ["spec", "ports"],
    what: "the port's protocol, without which Istio retries nothing",
  },
];

const patchedPromises: Rule = ({ patches }) =>
  patches.flatMap(({ kind, patch }, index) =>
    PROMISES.filter((promise) => promise.kind.test(kind) && valueAt(patch, promise.path) !== undefined).map(
      ({ what }) => ({
        severity: "warning" as const,
        key: `patches[${index}]`,
        rule: `changes ${what}: what the documentation promises about it no longer holds by itself`,
        fix: "check the result with kokoro render --stdout, or accept it",
      }),
    ),
  );

function valueAt(patch: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, name) => (isMapping(value) ? value[name] : undefined), patch);
}

export const ownerRules: readonly Rule[] = [
  oursStay,
  annotationsFit,
  patchKeepsIdentity,
  secretsAreEncrypted,
  patchedPromises,
];
