import type { Manifest } from "../components/kubernetes";
import { manifests } from "../components/manifests";
import { rolledBy, SECRET_FILE } from "../components/manifests/secret-env";
import type { Settings } from "../config/settings";
import { toDocument } from "./document";
import type { RenderedFile } from "./file";
import { appFolder, fluxKustomization, kustomization } from "./flux";
import { fluxSafe, withoutFlux } from "./flux-text";

/** The file of the secret values, encrypted, and what tells the pods that these changed. */
export interface Sealed {
  readonly content: string;
  readonly revision: string;
}

/**
 * The whole GitOps tree of a configuration, as values. What Flux finds under `flux.path`:
 * kustomization.yaml -> namespace.yaml and ks.yaml -> app/kustomization.yaml -> the objects.
 *
 * @param sealed needed where secretEnv carries values; see render/secrets/seal.ts
 */
export function renderTree(settings: Settings, sealed?: Sealed): RenderedFile[] {
  const folder = appFolder(settings);
  const listed = manifests(settings);
  const objects = sealed ? rolledBy(listed, sealed.revision) : listed;
  const inApp = objects.filter(({ file }) => file.startsWith("app/"));
  const beside = objects.filter(({ file }) => !file.startsWith("app/"));
  const documents: [string, string][] = [
    ["kustomization.yaml", toDocument(kustomization([...beside.map(({ file }) => file), "ks.yaml"]))],
    ["ks.yaml", toDocument(fluxKustomization(settings))],
    ["app/kustomization.yaml", toDocument(kustomization(inApp.map(({ file }) => file.slice("app/".length))))],
    ...objects.map((manifest): [string, string] => [manifest.file, documentOf(manifest, settings, sealed)]),
  ];
  return documents
    .map(([path, content]) => ({ path: `${folder}/${path}`, content }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

function documentOf(manifest: Manifest, { flux }: Settings, sealed: Sealed | undefined): string {
  if (manifest.file !== SECRET_FILE) return toDocument(fluxSafe(manifest, flux.substitutions));
  if (sealed) return sealed.content;
  throw new Error(`${SECRET_FILE} has no encrypted content, and in clear it is never written`);
}

/**
 * The objects alone as one stream of documents, ready for `kubectl apply -f -`; Flux has no part in it.
 * The Secret of secretEnv is not among them.
 */
export function renderStream(settings: Settings): string {
  return manifests(settings)
    .filter(({ file }) => file !== SECRET_FILE)
    .map((manifest) => toDocument(withoutFlux(manifest)))
    .join("");
}
