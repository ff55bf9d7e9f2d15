import type { Settings } from "../config/schema/settings";
import type { KubernetesObject } from "./kubernetes";
import type { Manifest } from "./manifest";

/** Kinds that live in no namespace: ours would be refused on them. */
const CLUSTER_SCOPED =
  /^(Namespace|Node|PersistentVolume|StorageClass|PriorityClass|RuntimeClass|IngressClass|GatewayClass|CustomResourceDefinition|Cluster\w+|\w+WebhookConfiguration|ValidatingAdmissionPolicy\w*|APIService)$/;

/**
 * The user's own objects beside ours, in our namespace where they name none.
 *
 * @param reserved the names that manifests of ours may have, whether this configuration wants them or not
 */
export function extraManifests(settings: Settings, reserved: ReadonlySet<string>): Manifest[] {
  const taken = new Set(reserved);
  return settings.extraManifests.map((given, index): Manifest => {
    const object = inNamespace(given as KubernetesObject, settings);
    const candidates = namesFor(object);
    const name =
      candidates.find((each) => !taken.has(each.toLowerCase())) ?? `extra-${index}-${candidates[0]}`;
    taken.add(name.toLowerCase());
    return { verbatim: true, place: "app", name, key: `extraManifests[${index}]`, object };
  });
}

function inNamespace(object: KubernetesObject, { namespace }: Settings): KubernetesObject {
  const own = CLUSTER_SCOPED.test(object.kind) ? {} : { namespace: namespace.name };
  return { ...object, metadata: { ...own, ...object.metadata } };
}

/** From the plainest on: an object that has another's kind and name lies in another namespace or group. */
function namesFor({ apiVersion, kind, metadata: { name, namespace } }: KubernetesObject): string[] {
  const plain = `${kind.toLowerCase()}-${name}`;
  const [group] = apiVersion.split("/");
  return [plain, `extra-${plain}`, `extra-${plain}-${namespace}`, `extra-${plain}-${namespace}-${group}`];
}
