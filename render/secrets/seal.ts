import { randomBytes } from "node:crypto";
import { join, resolve } from "node:path";
import type { KubernetesObject } from "../../components/kubernetes";
import { carriedSecrets, envSecret, REVISION, SECRET_FILE } from "../../components/manifests/secret-env";
import { InputError, inputError, type Problem } from "../../config/problem";
import type { Settings } from "../../config/settings";
import { toDocument } from "../document";
import { appFolder } from "../flux";
import { SUBSTITUTE } from "../flux-text";
import {
  type ExistingSecret,
  FINGERPRINT,
  isEncrypted,
  readExisting,
  recipientsOf,
  skeletonOf,
} from "./existing";
import { fingerprint, matches } from "./fingerprint";
import { decrypt, encrypt, type Recipients } from "./sops";

/** The encrypted Secret of a tree. */
export interface SealedSecret {
  /** Text of the file; the very bytes in the repository while nothing changed. */
  readonly content: string;
  /** Changes with the values and tells nothing about them. */
  readonly revision: string;
  readonly warnings: readonly Problem[];
}

/**
 * Encrypts the values of secretEnv for a repository, or keeps what it has while they are the same.
 *
 * @param root the repository's root
 * @param values the values by the variable's name; a name that is missing was not given to this run
 * @throws InputError where values are missing, nobody is named to encrypt to, or it can't be told whether they changed
 */
export function sealSecret(
  settings: Settings,
  root: string,
  values: ReadonlyMap<string, string>,
): SealedSecret {
  const file = join(resolve(root), appFolder(settings), SECRET_FILE);
  const existing = readExisting(file);
  const skeleton = withoutValues(settings);
  const names = carriedSecrets(settings);
  const missing = names.filter((name) => !values.has(name));
  if (missing.length > 0) return keepUnseen(settings, missing, names, skeleton, existing, file);
  const recipients = { age: settings.sops.age, file, root: resolve(root) };
  const same = existing !== undefined && equal(existing.names, names) && isUnchanged(existing, values, file);
  if (!same) return sealAnew(skeleton, values, recipients, randomBytes(8).toString("hex"));
  const { text: content, revision } = existing;
  const addressed = recipientsOf(encrypt({ ...skeleton, stringData: {} }, recipients));
  if (existing.skeleton === skeletonOf(skeleton) && existing.recipients === addressed)
    return { content, revision, warnings: [] };
  return sealAnew(skeleton, values, recipients, revision);
}

/** The Secret as it stands in the tree, less its values. Flux's substitution would change decrypted values. */
function withoutValues(settings: Settings): KubernetesObject {
  const { stringData: _values, ...object } = envSecret(settings);
  return {
    ...object,
    apiVersion: object.apiVersion,
    kind: object.kind,
    metadata: { ...object.metadata, annotations: { [SUBSTITUTE]: "disabled" } },
  };
}

/** A run without the values, such as a check in CI, leaves the encrypted ones alone. */
function keepUnseen(
  settings: Settings,
  missing: readonly string[],
  names: readonly string[],
  skeleton: KubernetesObject,
  existing: ExistingSecret | undefined,
  file: string,
): SealedSecret {
  const allMissing = missing.length === names.length;
  if (allMissing && existing && equal(existing.names, names) && existing.skeleton === skeletonOf(skeleton)) {
    const warning: Problem = {
      severity: "warning",
      key: "secretEnv",
      rule: `was not given to this run, so the values in ${file} are kept as they are`,
      fix: `set ${variablesOf(settings, missing).join(", ")} to compare or change them`,
    };
    return { content: existing.text, revision: existing.revision, warnings: [warning] };
  }
  throw new InputError(
    missing.map((name) => ({
      severity: "error",
      key: `secretEnv.${name}`,
      rule: `takes its value from the environment variable ${variablesOf(settings, [name])}, which is not set`,
      fix: `set it for this run; the Secret in the repository ${existing ? "has to be encrypted anew" : "does not exist yet"}`,
    })),
  );
}

function variablesOf({ secretEnv }: Settings, names: readonly string[]): string[] {
  return names.map((name) => secretEnv[name]?.fromEnv ?? name);
}

function isUnchanged(existing: ExistingSecret, values: ReadonlyMap<string, string>, file: string): boolean {
  const byFingerprint = existing.fingerprint && matches(existing.fingerprint, values);
  if (typeof byFingerprint === "boolean") return byFingerprint;
  const decrypted = decrypt(file);
  if (decrypted) {
    const found = decrypted.stringData as Readonly<Record<string, unknown>>;
    return [...values].every(([name, value]) => found[name] === value);
  }
  throw inputError({
    key: file,
    rule: "can't be compared with secretEnv: its values are too short for a fingerprint that keeps them secret, and sops has no key to decrypt it",
    fix: "give sops the age key (SOPS_AGE_KEY_FILE), use a value of 20 characters or more, or remove the file to encrypt anew",
  });
}

function sealAnew(
  skeleton: KubernetesObject,
  values: ReadonlyMap<string, string>,
  recipients: Recipients,
  revision: string,
): SealedSecret {
  const print = fingerprint(values);
  const annotations = {
    ...skeleton.metadata.annotations,
    ...(print !== undefined && { [FINGERPRINT]: print }),
    [REVISION]: revision,
  };
  const stringData = Object.fromEntries([...values].sort(([a], [b]) => (a < b ? -1 : 1)));
  const clear = { ...skeleton, metadata: { ...skeleton.metadata, annotations }, stringData };
  const sealed = encrypt(clear, recipients);
  assertSealed(clear, sealed);
  const content = toDocument(sealed as Parameters<typeof toDocument>[0]);
  return { content, revision, warnings: [] };
}

/** The last look before ciphertext becomes a file: a rule or a version of sops may do what we did not expect. */
function assertSealed(
  clear: KubernetesObject & { stringData: object },
  sealed: Record<string, unknown>,
): void {
  const values = (sealed.stringData ?? {}) as Readonly<Record<string, unknown>>;
  const isSealed =
    equal(Object.keys(values), Object.keys(clear.stringData)) && Object.values(values).every(isEncrypted);
  if (isSealed && skeletonOf(clear) === skeletonOf(sealed)) return;
  throw new Error("sops did not encrypt exactly the values of the Secret; nothing was written");
}

function equal(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((each, index) => each === b[index]);
}
