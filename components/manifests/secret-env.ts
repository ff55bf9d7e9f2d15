import type { Settings } from "../../config/settings";
import type { KubernetesObject, Manifest } from "../kubernetes";
import { metadata } from "./names";

/** Its value changes when a secret value does, so that the pods are replaced. It says nothing about the value. */
export const REVISION = "kokoro-api/secret-revision";

/** File of the Secret with the values that come with the configuration; in the tree it is encrypted. */
export const SECRET_FILE = "app/secret.sops.yaml";

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

/** The names of the variables whose values the configuration carries, by itself or by the environment. */
export function carriedSecrets({ secretEnv }: Settings): string[] {
  return namesOf(secretEnv, ({ value, fromEnv }) => value !== undefined || fromEnv !== undefined);
}

/** The names of the variables that an ExternalSecret fetches. */
export function storedSecrets({ secretEnv }: Settings): string[] {
  return namesOf(secretEnv, ({ fromStore }) => fromStore !== undefined);
}

/** A container's environment with the variables that come from Secrets, whoever makes these; sorted by name. */
export function withSecretVariables(env: readonly PlainVariable[], settings: Settings) {
  const secret = Object.entries(settings.secretEnv).map(([name, source]): SecretVariable => {
    const secretKeyRef = { name: secretOf(source, settings), key: source.key ?? name };
    return { name, valueFrom: { secretKeyRef } };
  });
  const hidden = new Set(secret.map(({ name }) => name));
  return [...env.filter(({ name }) => !hidden.has(name)), ...secret].sort((a, b) =>
    a.name < b.name ? -1 : 1,
  );
}

/** The Secret of the carried values. A value of the environment is not in it: only the shell reads that. */
export function envSecret(settings: Settings): KubernetesObject {
  const { secretEnv } = settings;
  return {
    apiVersion: "v1",
    kind: "Secret",
    metadata: metadata(settings, carriedName(settings)),
    type: "Opaque",
    stringData: Object.fromEntries(
      carriedSecrets(settings).map((name) => [name, secretEnv[name]?.value ?? ""]),
    ),
  };
}

/** Has the External Secrets operator make the Secret of the stored values. Needs `secretStore`. */
export function externalSecret(settings: Settings): KubernetesObject {
  const { secretEnv, secretStore } = settings;
  const data = storedSecrets(settings).map((name) => {
    const { fromStore: key, property } = secretEnv[name] ?? {};
    return { secretKey: name, remoteRef: { key, ...(property !== undefined && { property }) } };
  });
  return {
    apiVersion: "external-secrets.io/v1",
    kind: "ExternalSecret",
    metadata: metadata(settings, storedName(settings)),
    spec: {
      refreshInterval: secretStore?.refreshInterval,
      secretStoreRef: { kind: secretStore?.kind, name: secretStore?.name },
      target: { name: storedName(settings), creationPolicy: "Owner" },
      data,
    },
  };
}

/** The manifests with the revision of the secret values on the pods, so that a new value replaces them. */
export function rolledBy(manifests: readonly Manifest[], revision: string): Manifest[] {
  return manifests.map((manifest) => {
    if (manifest.file !== "app/deployment.yaml") return manifest;
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
