import type { Settings } from "../config/schema/settings";
import { type CarriedSecret, isCarried } from "./carried-secret";
import { externalSecretOf, storedValue } from "./external-secret";
import type { KubernetesObject } from "./kubernetes";
import type { Manifest } from "./manifest";
import { metadata } from "./names";

/** Its value changes when a secret value does, so that the pods are replaced. It says nothing about the value. */
export const REVISION = "kokoro-api/secret-revision";

interface PlainVariable {
  readonly name: string;
  readonly value: string;
}

/** An entry of a container's `env` that refers to a Secret. */
interface SecretVariable {
  readonly name: string;
  readonly valueFrom: { readonly secretKeyRef: { readonly name: string; readonly key: string } };
}

type Source = Settings["secretEnv"][string];

/** The Secret of the variables whose values the configuration carries. */
export const environmentSecret: CarriedSecret = {
  section: "secretEnv",
  name: "secret",
  rollsPods: true,
  otherWay: "refer to the values with fromStore or fromSecret",
  values: ({ secretEnv }) =>
    namesOf(secretEnv, isCarried).map((name) => ({
      name,
      key: `secretEnv.${name}`,
      source: secretEnv[name] ?? {},
    })),
  object: (settings) => ({
    apiVersion: "v1",
    kind: "Secret",
    metadata: metadata(settings, carriedName(settings)),
    type: "Opaque",
  }),
  stringData: (settings, values) =>
    Object.fromEntries(namesOf(settings.secretEnv, isCarried).map((name) => [name, values.get(name) ?? ""])),
};

/** The names of the variables that an ExternalSecret fetches. */
export function storedSecrets({ secretEnv }: Settings): string[] {
  return namesOf(secretEnv, ({ fromStore }) => fromStore !== undefined);
}

/** A container's environment with the variables that come from Secrets, whoever makes these; sorted by name. */
export function withSecretVariables(env: readonly PlainVariable[], settings: Settings) {
  const secret = Object.entries(secretReferences(settings)).map(
    ([name, { fromSecret, key }]): SecretVariable => ({
      name,
      valueFrom: { secretKeyRef: { name: fromSecret, key } },
    }),
  );
  const hidden = new Set(secret.map(({ name }) => name));
  return [...env.filter(({ name }) => !hidden.has(name)), ...secret].sort((a, b) =>
    a.name < b.name ? -1 : 1,
  );
}

/** Where each variable's value stands, whoever makes the Secret; for a canary too, which takes those of its app. */
export function secretReferences(settings: Settings) {
  const place = (name: string, source: Source) => ({
    fromSecret: secretOf(source, settings),
    key: source.key ?? name,
  });
  const sources = Object.entries(settings.secretEnv);
  return Object.fromEntries(sources.map(([name, source]) => [name, place(name, source)]));
}

/** Has the External Secrets operator make the Secret of the stored values. Needs `secretStore`. */
export function externalSecret(settings: Settings): KubernetesObject {
  const { secretEnv } = settings;
  const data = storedSecrets(settings).map((name) => storedValue(name, secretEnv[name] ?? {}));
  return externalSecretOf(settings, storedName(settings), { data });
}

/** The manifests with the revision of the secret values on the pods, so that a new value replaces them. */
export function rolledBy(manifests: readonly Manifest[], revision: string): Manifest[] {
  return manifests.map((manifest) => {
    // A canary's Deployment too; one of the user's own is not ours to change.
    if (manifest.object.kind !== "Deployment" || manifest.verbatim) return manifest;
    const { spec } = manifest.object as KubernetesObject & { spec: { template: KubernetesObject } };
    const { metadata: pod } = spec.template;
    const annotated = { ...pod, annotations: { ...pod.annotations, [REVISION]: revision } };
    const template = { ...spec.template, metadata: annotated };
    return { ...manifest, object: { ...manifest.object, spec: { ...spec, template } } };
  });
}

function namesOf(secretEnv: Settings["secretEnv"], wanted: (source: Source) => boolean): string[] {
  return Object.keys(secretEnv)
    .filter((name) => wanted(secretEnv[name] ?? {}))
    .sort();
}

function secretOf({ fromSecret, fromStore }: Source, settings: Settings): string {
  return fromSecret ?? (fromStore === undefined ? carriedName(settings) : storedName(settings));
}

function carriedName({ name }: Settings): string {
  return `${name}-env`;
}

function storedName({ name }: Settings): string {
  return `${name}-store`;
}
