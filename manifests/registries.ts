import { registryOf } from "../config/registries";
import type { Settings } from "../config/schema/settings";
import { type CarriedSecret, type CarriedValue, isCarried } from "./carried-secret";
import { externalSecretOf, storedValue } from "./external-secret";
import type { KubernetesObject } from "./kubernetes";
import { metadata } from "./names";

type Account = Settings["registries"][string];

const SECRET_TYPE = "kubernetes.io/dockerconfigjson";
const DATA_KEY = ".dockerconfigjson";

/** The kubelet knows Docker Hub by this name alone. Source: Kubernetes, "Pull an Image from a Private Registry". */
const DOCKER_HUB_KEY = "https://index.docker.io/v1/";

/** Tells, where the values are encrypted, whose they are: a change shows without the key. */
const HOSTS = "kokoro-api/registries";

/** The Secret of the accounts whose passwords the configuration carries. A new password concerns no running pod. */
export const registriesSecret: CarriedSecret = {
  section: "registries",
  name: "registries",
  rollsPods: false,
  otherWay: "refer to the passwords with fromStore, or to a Secret that exists with image.pullSecrets",
  values: (settings) =>
    accounts(settings, isCarried).map(
      ([host, { username, password }]): CarriedValue => ({
        name: valueName(host, username),
        key: `registries.${host}.password`,
        source: password,
      }),
    ),
  object: (settings) => ({
    apiVersion: "v1",
    kind: "Secret",
    metadata: {
      ...metadata(settings, carriedName(settings)),
      annotations: {
        [HOSTS]: accounts(settings, isCarried)
          .map(([host]) => host)
          .join(","),
      },
    },
    type: SECRET_TYPE,
  }),
  stringData: (settings, values) => ({
    [DATA_KEY]: dockerConfig(
      accounts(settings, isCarried).map(([host, { username }]) => {
        const password = values.get(valueName(host, username)) ?? "";
        const auth = Buffer.from(`${username}:${password}`).toString("base64");
        return [host, username, JSON.stringify(password), JSON.stringify(auth)];
      }),
    ),
  }),
};

/** Whether an ExternalSecret fetches a password. */
export function hasStoredRegistries(settings: Settings): boolean {
  return accounts(settings, isStored).length > 0;
}

/** Has the External Secrets operator make the Secret of the accounts whose passwords are in the store. */
export function registriesExternalSecret(settings: Settings): KubernetesObject {
  const stored = accounts(settings, isStored);
  const entries = stored.map(([host, { username }]): DockerAccount => {
    const password = `(index . "${templateName(host)}")`;
    const login = `(printf "%s:%s" ${JSON.stringify(username)} ${password})`;
    return [host, username, `{{ ${password} | toJson }}`, `{{ ${login} | b64enc | toJson }}`];
  });
  return externalSecretOf(settings, storedName(settings), {
    template: { engineVersion: "v2", type: SECRET_TYPE, data: { [DATA_KEY]: dockerConfig(entries) } },
    data: stored.map(([host, { password }]) => storedValue(templateName(host), password)),
  });
}

/**
 * `imagePullSecrets` of a pod. The kubelet goes by the image's registry, so what does not fit does no harm.
 *
 * @param image a pod's own image; absent for the server's
 */
export function imagePullSecrets(settings: Settings, image?: string) {
  const isKnown = image !== undefined && registryOf(image) in settings.registries;
  const names = image === undefined ? pullSecretNames(settings) : isKnown ? ownNames(settings) : [];
  return names.length === 0 ? {} : { imagePullSecrets: names.map((name) => ({ name })) };
}

/** The Secrets with which the server's image is pulled, others' and ours. */
export function pullSecretNames(settings: Settings): string[] {
  return [...new Set([...settings.image.pullSecrets, ...ownNames(settings)])];
}

function ownNames(settings: Settings): string[] {
  return [
    ...(registriesSecret.values(settings).length > 0 ? [carriedName(settings)] : []),
    ...(hasStoredRegistries(settings) ? [storedName(settings)] : []),
  ];
}

/** A host, a user's name, and password and base64 of both as JSON or as what becomes JSON. */
type DockerAccount = readonly [host: string, username: string, password: string, auth: string];

/** Same accounts, same text. */
function dockerConfig(entries: readonly DockerAccount[]): string {
  const auths = entries.map(([host, username, password, auth]) => {
    const account = `{"username":${JSON.stringify(username)},"password":${password},"auth":${auth}}`;
    return `${JSON.stringify(host === "docker.io" ? DOCKER_HUB_KEY : host)}:${account}`;
  });
  return `{"auths":{${auths.join(",")}}}`;
}

function accounts(
  { registries }: Settings,
  wanted: (source: Account["password"]) => boolean,
): [string, Account][] {
  return Object.entries(registries)
    .filter(([, { password }]) => wanted(password))
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

function isStored({ fromStore }: Account["password"]): boolean {
  return fromStore !== undefined;
}

/** With the user, who stands in the Secret, too: another one under the same password is another content. */
function valueName(host: string, username: string): string {
  return `${username}@${host}`;
}

/** The operator's names take no colon, and no host has an underscore. */
function templateName(host: string): string {
  return host.replace(":", "_");
}

function carriedName({ name }: Settings): string {
  return `${name}-registries`;
}

function storedName({ name }: Settings): string {
  return `${name}-registries-store`;
}
