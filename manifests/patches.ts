import type { Problem } from "../common/problem";
import type { Settings } from "../config/schema/settings";
import type { KubernetesObject } from "./kubernetes";
import type { Manifest } from "./manifest";
import { strategicMerge } from "./merge";

type Patch = Settings["patches"][number];

/** The owner's last word: it works on the list, so that the tree, the cluster and every preview say the same. */
export function withPatches({ patches }: Settings, manifests: readonly Manifest[]): Manifest[] {
  return manifests.map((manifest) => {
    const own = patches.filter((patch) => matches(patch, manifest));
    const object = own.reduce<KubernetesObject>(
      (sum, { patch }) => strategicMerge(sum, patch),
      manifest.object,
    );
    return { ...manifest, object };
  });
}

/** A patch that changes nothing is a mistake that nobody would see. */
export function patchProblems({ patches }: Settings, manifests: readonly Manifest[]): Problem[] {
  return patches.flatMap((patch, index): Problem[] => {
    if (manifests.some((manifest) => matches(patch, manifest))) return [];
    const names = manifests.filter(({ object }) => object.kind === patch.kind && patchable(object));
    const known = names.map(({ object }) => object.metadata.name).join(", ");
    const kinds = [
      ...new Set(manifests.map(({ object }) => object.kind).filter((kind) => kind !== "Secret")),
    ];
    return [
      {
        severity: "error",
        key: `patches[${index}]`,
        rule: `matches no object: this configuration has no ${patch.kind}${patch.name && known ? ` named ${patch.name}` : ""}`,
        fix: known ? `write name: ${known}, or remove name` : `write one of ${kinds.sort().join(", ")}`,
      },
    ];
  });
}

function matches({ kind, name }: Patch, { object }: Manifest): boolean {
  return object.kind === kind && patchable(object) && (name === undefined || object.metadata.name === name);
}

/** Our Secrets are encrypted apart from the list; rules/owner.ts refuses to patch them. */
function patchable({ kind }: KubernetesObject): boolean {
  return kind !== "Secret";
}
