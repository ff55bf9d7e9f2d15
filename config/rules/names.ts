import type { ParsedConfig, Settings } from "../schema/settings";
import type { Rule } from "./rule";

/** The names that are made of the app's: what is added to it, in characters, and where that matters. */
interface Derived {
  readonly used: (settings: Settings, given: ParsedConfig) => boolean;
  readonly added: number;
  readonly key: string;
  readonly because: string;
}

/** Kubernetes' limit for a label's value, a Service, a Job and a pod's own name. */
const LONGEST = 63;

/** From the longest addition to the shortest, so that the first one in use decides. */
const DERIVED: readonly Derived[] = [
  {
    used: ({ batch }) => batch.enabled,
    // -batch, 9 of the content's fingerprint, 6 of the pod's.
    added: 21,
    key: "batch.enabled",
    because: "the names of the Job and its pods are longer, and the limit is 63",
  },
  {
    used: ({ smoke }) => smoke.enabled,
    // -smoke, and 11 for the time of each Job.
    added: 17,
    key: "smoke.enabled",
    because: "a CronJob's name has at most 52, and -smoke is added",
  },
  {
    used: ({ mesh }, given) => mesh.waypoint.enabled && given.mesh.waypoint.name === undefined,
    added: "-waypoint".length,
    key: "mesh.waypoint",
    because:
      "-waypoint is added for its Service and its label, and the limit is 63; mesh.waypoint.name gives it another name",
  },
  {
    used: ({ scaling }) => scaling.kind === "keda",
    added: "keda-hpa-".length,
    key: "scaling.kind keda",
    because: "KEDA puts keda-hpa- before it in a label, and the limit is 63",
  },
  {
    used: ({ mesh }) => mesh.canary !== undefined,
    added: "-canary".length,
    key: "mesh.canary",
    because: "-canary is added for its Service and its label, and the limit is 63",
  },
];

const derivedNamesFit: Rule = (settings, given) => {
  const { name } = settings;
  const longest = DERIVED.find(({ used }) => used(settings, given));
  if (longest === undefined || name.length <= LONGEST - longest.added) return undefined;
  return {
    severity: "error",
    key: "name",
    value: name,
    rule: `must have at most ${LONGEST - longest.added} characters with ${longest.key}: ${longest.because}`,
    fix: "write a name such as kokoro-api",
  };
};

export const nameRules: readonly Rule[] = [derivedNamesFit];
