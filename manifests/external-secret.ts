import type { IExternalSecret } from "@kubernetes-models/external-secrets/external-secrets.io/v1/ExternalSecret";
import type { Settings } from "../config/schema/settings";
import type { KubernetesObject } from "./kubernetes";
import { metadata } from "./names";

/** One value that the operator reads from the store. */
interface StoredValue {
  readonly secretKey: string;
  readonly remoteRef: { readonly key: string; readonly property?: string };
}

/** What the operator makes of the values; without it a Secret with each under its key. */
interface Template {
  readonly engineVersion: "v2";
  readonly type: string;
  readonly data: Readonly<Record<string, string>>;
}

/** The place of a value in the store. @param secretKey its name for the operator */
export function storedValue(
  secretKey: string,
  { fromStore = "", property }: { fromStore?: string | undefined; property?: string | undefined },
): StoredValue {
  return { secretKey, remoteRef: { key: fromStore, ...(property !== undefined && { property }) } };
}

/** Has the External Secrets operator make a Secret of that name from `secretStore`, which the rules ask for. */
export function externalSecretOf(
  settings: Settings,
  name: string,
  { template, data }: { readonly template?: Template; readonly data: readonly StoredValue[] },
): KubernetesObject {
  const { secretStore } = settings;
  if (!secretStore) throw new Error("fromStore without secretStore, which the rules refuse");
  const { kind, name: store, refreshInterval } = secretStore;
  return {
    apiVersion: "external-secrets.io/v1",
    kind: "ExternalSecret",
    metadata: metadata(settings, name),
    spec: {
      refreshInterval,
      secretStoreRef: { kind, name: store },
      target: { name, creationPolicy: "Owner", ...(template && { template }) },
      data: [...data],
    },
  } satisfies IExternalSecret;
}
