import { manifests } from "../components/manifests";
import type { Settings } from "../config/settings";
import { toDocument } from "./document";
import type { RenderedFile } from "./file";
import { appFolder, fluxKustomization, kustomization } from "./flux";
import { fluxSafe, withoutFlux } from "./flux-text";

/**
 * The whole GitOps tree of a configuration, as values. What Flux finds under `flux.path`:
 * kustomization.yaml -> namespace.yaml and ks.yaml -> app/kustomization.yaml -> the objects.
 */
export function renderTree(settings: Settings): RenderedFile[] {
  const folder = appFolder(settings);
  const objects = manifests(settings);
  const inApp = objects.filter(({ file }) => file.startsWith("app/"));
  const beside = objects.filter(({ file }) => !file.startsWith("app/"));
  const documents: [string, Parameters<typeof toDocument>[0]][] = [
    ["kustomization.yaml", kustomization([...beside.map(({ file }) => file), "ks.yaml"])],
    ["ks.yaml", fluxKustomization(settings)],
    ["app/kustomization.yaml", kustomization(inApp.map(({ file }) => file.slice("app/".length)))],
    ...objects.map((manifest): (typeof documents)[number] => [
      manifest.file,
      fluxSafe(manifest, settings.flux.substitutions),
    ]),
  ];
  return documents
    .map(([path, object]) => ({ path: `${folder}/${path}`, content: toDocument(object) }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** The objects alone as one stream of documents, ready for `kubectl apply -f -`; Flux has no part in it. */
export function renderStream(settings: Settings): string {
  return manifests(settings)
    .map((manifest) => toDocument(withoutFlux(manifest)))
    .join("");
}
