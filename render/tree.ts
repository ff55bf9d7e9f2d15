import type { Settings } from "../config/schema/settings";
import { manifests } from "../manifests";
import type { CarriedSecret } from "../manifests/carried-secret";
import { APP_FOLDER, fileName, fileOf, type Manifest } from "../manifests/manifest";
import { rolledBy } from "../manifests/secret-env";
import { toDocument } from "./document";
import type { RenderedFile } from "./file";
import { appFolder, fluxKustomization, kustomization } from "./flux";
import { fluxSafe, withoutFlux } from "./flux-text";

/** The file of a carried Secret, encrypted. */
export interface SealedFile {
  readonly secret: CarriedSecret;
  /** Its text; the very bytes in the repository while nothing changed. */
  readonly content: string;
  /** Tells the pods that values of theirs changed, and nothing about these; absent where they need not know. */
  readonly podRevision?: string;
}

/**
 * The whole GitOps tree of a configuration, as values. What Flux finds under `flux.path`:
 * kustomization.yaml -> namespace.yaml and ks.yaml -> app/kustomization.yaml -> the objects.
 *
 * @param sealed every Secret whose values the configuration carries; see repository/secrets/seal.ts
 */
export function renderTree(settings: Settings, sealed: readonly SealedFile[] = []): RenderedFile[] {
  const folder = appFolder(settings);
  const listed = manifests(settings);
  const revision = sealed.find(({ podRevision }) => podRevision !== undefined)?.podRevision;
  const objects = revision === undefined ? listed : rolledBy(listed, revision);
  const filesIn = (wanted: Manifest["place"]) =>
    objects.filter(({ place }) => place === wanted).map((manifest) => fileName(manifest));
  const applied = objects.filter(({ place }) => place === "app").map(({ object }) => object);
  const documents: [string, string][] = [
    ["kustomization.yaml", toDocument(kustomization([...filesIn("beside"), "ks.yaml"]))],
    ["ks.yaml", toDocument(fluxKustomization(settings, applied))],
    [`${APP_FOLDER}/kustomization.yaml`, toDocument(kustomization(filesIn("app")))],
    ...objects.map((manifest): [string, string] => [
      fileOf(manifest),
      documentOf(manifest, settings, sealed),
    ]),
  ];
  return documents
    .map(([path, content]) => ({ path: `${folder}/${path}`, content }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

function documentOf(manifest: Manifest, { flux }: Settings, sealed: readonly SealedFile[]): string {
  const { carries } = manifest;
  if (!carries) return toDocument(fluxSafe(manifest, flux.substitutions));
  const found = sealed.find(({ secret }) => secret === carries);
  if (found) return found.content;
  throw new Error(`${fileOf(manifest)} has no encrypted content, and in clear it is never written`);
}

/**
 * The objects alone as one stream of documents, ready for `kubectl apply -f -`; Flux has no part in it.
 * The Secrets whose values the configuration carries are not among them.
 */
export function renderStream(settings: Settings): string {
  return manifests(settings)
    .filter(({ carries }) => !carries)
    .map((manifest) => toDocument(withoutFlux(manifest)))
    .join("");
}
