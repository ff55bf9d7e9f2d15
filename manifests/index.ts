import type { Settings } from "../config/schema/settings";
import { canaryManifests, canarySettings } from "./canary";
import { access, batchWork, type Entry, foundation, observation, routes, workload } from "./groups";
import type { KubernetesObject } from "./kubernetes";
import type { Manifest } from "./manifest";

/** The groups in the order in which they are created. */
const GROUPS: readonly ((settings: Settings) => Entry[])[] = [
  foundation,
  access,
  workload,
  routes,
  observation,
  batchWork,
];

/**
 * Everything that is deployed, in the order in which it is created. Preview, up, the rendered tree and
 * the tests all read this list: what stands here is everywhere, what does not is nowhere.
 */
export function manifests(settings: Settings): Manifest[] {
  return [
    ...own(settings),
    ...canary(settings),
    ...settings.extraManifests.map((object) => extra(object, settings)),
  ];
}

function own(settings: Settings): Manifest[] {
  return GROUPS.flatMap((group) => group(settings))
    .filter(([wanted]) => wanted)
    .map(([, name, make, traits]) => ({ place: "app", name, ...traits, object: make(settings) }));
}

function canary(settings: Settings): Manifest[] {
  const second = canarySettings(settings);
  return second ? canaryManifests(own(second)) : [];
}

/** Kinds that live in no namespace: ours would be refused on them. */
const CLUSTER_SCOPED =
  /^(Namespace|Node|PersistentVolume|StorageClass|PriorityClass|RuntimeClass|IngressClass|GatewayClass|CustomResourceDefinition|Cluster\w+|\w+WebhookConfiguration|ValidatingAdmissionPolicy\w*|APIService)$/;

/** An object of the user's own lands beside ours, in our namespace where it names none. */
function extra(given: Settings["extraManifests"][number], { namespace }: Settings): Manifest {
  const object = given as KubernetesObject;
  const { kind, metadata } = object;
  const own = CLUSTER_SCOPED.test(kind) ? {} : { namespace: namespace.name };
  return {
    verbatim: true,
    place: "app",
    name: `${kind.toLowerCase()}-${metadata.name}`,
    object: { ...object, metadata: { ...own, ...metadata } },
  };
}
