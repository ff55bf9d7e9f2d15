import type { CarriedSecret } from "./carried-secret";
import type { KubernetesObject } from "./kubernetes";

/** What an object is in the app. Its file in a tree and its name in the engine follow from that. */
export interface ManifestTraits {
  /** `app`: what ks.yaml applies. `beside`: what has to be there before, beside ks.yaml. */
  readonly place: "app" | "beside";
  /** Unique in its place: the kind in lower case, and what tells it from others of the kind. */
  readonly name: string;
  /** The app has it once, whatever the number of its versions. */
  readonly shared?: boolean;
  /** The configuration's key that names it, where that is not `name`: for messages. */
  readonly key?: string;
  /** Whose values join the object last: encrypted in a tree, as secrets of the engine in a cluster. */
  readonly carries?: CarriedSecret;
}

/** One object of the app. */
export interface Manifest extends ManifestTraits {
  readonly object: KubernetesObject;
  /** An object of the user's own: its text is taken to the letter. */
  readonly verbatim?: boolean;
}

/** The folder of the objects in `app`, relative to the app's own. */
export const APP_FOLDER = "app";

/** The file's name in its folder: `deployment.yaml`, `secret.sops.yaml`. */
export function fileName(manifest: ManifestTraits): string {
  return `${stem(manifest)}.yaml`;
}

/** The file in the app's folder of the tree, POSIX: `app/deployment.yaml`, `namespace.yaml`. */
export function fileOf(manifest: ManifestTraits): string {
  return manifest.place === "app" ? `${APP_FOLDER}/${fileName(manifest)}` : fileName(manifest);
}

/** The name in the engine, unique in a component: `kokoro-virtualservice-ingress`. */
export function logicalName(component: string, manifest: ManifestTraits): string {
  return `${component}-${stem(manifest)}`;
}

/** sops' creation rules know what to encrypt by the name's end. */
function stem({ name, carries }: ManifestTraits): string {
  return carries ? `${name}.sops` : name;
}
