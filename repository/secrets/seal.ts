import { randomBytes } from "node:crypto";
import { join, resolve } from "node:path";
import { InputError, inputError, type Problem } from "../../common/problem";
import type { Settings } from "../../config/schema/settings";
import type { CarriedSecret } from "../../manifests/carried-secret";
import { carrierOf } from "../../manifests/carried-secrets";
import type { KubernetesObject } from "../../manifests/kubernetes";
import { fileOf } from "../../manifests/manifest";
import { REVISION } from "../../manifests/secret-env";
import { toDocument } from "../../render/document";
import { appFolder } from "../../render/flux";
import { SUBSTITUTE } from "../../render/flux-text";
import type { SealedFile } from "../../render/tree";
import { isEncrypted } from "../write/sealed-text";
import { type ExistingSecret, FINGERPRINT, readExisting, recipientsOf, skeletonOf } from "./existing";
import { fingerprint, matches } from "./fingerprint";
import { decrypt, encrypt, type Recipients } from "./sops";

/** An encrypted Secret of a tree. */
export interface SealedSecret extends SealedFile {
  readonly warnings: readonly Problem[];
}

/** All that one sealing goes by. */
interface Sealing {
  readonly secret: CarriedSecret;
  readonly settings: Settings;
  readonly values: ReadonlyMap<string, string>;
  /** The Secret as it stands in the tree, less its values. */
  readonly skeleton: KubernetesObject;
  /** What the values become in the Secret. */
  readonly stringData: Readonly<Record<string, string>>;
  readonly recipients: Recipients;
  readonly existing: ExistingSecret | undefined;
}

/**
 * Encrypts the values of a carried Secret for a repository, or keeps what it has while they are the same.
 *
 * @param root the repository's root
 * @param values the values by name; a name that is missing was not given to this run
 * @throws InputError where values are missing, nobody is named to encrypt to, or it can't be told whether they changed
 */
export async function sealSecret(
  secret: CarriedSecret,
  settings: Settings,
  root: string,
  values: ReadonlyMap<string, string>,
): Promise<SealedSecret> {
  const sealing = begin(secret, settings, root, values);
  const { content, revision, warnings } = keptUnseen(sealing) ?? (await sealOrKeep(sealing));
  return { secret, content, warnings, ...(secret.rollsPods && { podRevision: revision }) };
}

/**
 * Refuses what `sealSecret` would, as far as it shows before the values are known.
 * @param values anything under the names of those that will be given
 */
export function refuseUnsealable(...[secret, settings, root, values]: Parameters<typeof sealSecret>): void {
  keptUnseen(begin(secret, settings, root, values));
}

function begin(...[secret, settings, root, values]: Parameters<typeof sealSecret>): Sealing {
  const file = join(resolve(root), appFolder(settings), fileOf(carrierOf(secret)));
  return {
    secret,
    settings,
    values,
    skeleton: withoutSubstitution(secret.object(settings)),
    stringData: secret.stringData(settings, values),
    recipients: { age: settings.sops.age, file, root: resolve(root), secret },
    existing: readExisting(file),
  };
}

interface Outcome {
  readonly content: string;
  /** Changes with the values and tells nothing about them. */
  readonly revision: string;
  readonly warnings: readonly Problem[];
}

async function sealOrKeep(sealing: Sealing): Promise<Outcome> {
  const { existing, skeleton, recipients } = sealing;
  const same =
    existing !== undefined && hasNames(existing, sealing) && (await isUnchanged(existing, sealing));
  if (!same) return sealAnew(sealing, randomBytes(8).toString("hex"));
  const { text: content, revision } = existing;
  const addressed = recipientsOf(await encrypt({ ...skeleton, stringData: {} }, recipients));
  if (existing.skeleton === skeletonOf(skeleton) && existing.recipients === addressed)
    return { content, revision, warnings: [] };
  return sealAnew(sealing, revision);
}

/** Flux's substitution would change decrypted values. */
function withoutSubstitution(object: KubernetesObject): KubernetesObject {
  const annotations = { ...object.metadata.annotations, [SUBSTITUTE]: "disabled" };
  return { ...object, metadata: { ...object.metadata, annotations } };
}

/** A run without the values, such as a check in CI, leaves the encrypted ones alone. */
function keptUnseen(sealing: Sealing): Outcome | undefined {
  const { secret, settings, values, skeleton, existing, recipients } = sealing;
  const missing = secret.values(settings).filter(({ name }) => !values.has(name));
  if (missing.length === 0) return undefined;
  const allMissing = missing.length === secret.values(settings).length;
  const variables = missing.map(({ name, source }) => source.fromEnv ?? name);
  if (allMissing && existing && hasNames(existing, sealing) && existing.skeleton === skeletonOf(skeleton)) {
    const warning: Problem = {
      severity: "warning",
      key: secret.section,
      rule: `was not given to this run, so the values in ${recipients.file} are kept as they are`,
      fix: `set ${variables.join(", ")} to compare or change them`,
    };
    return { content: existing.text, revision: existing.revision, warnings: [warning] };
  }
  throw new InputError(
    missing.map(({ key }, index) => ({
      severity: "error",
      key,
      rule: `takes its value from the environment variable ${variables[index]}, which is not set`,
      fix: `set it for this run; the Secret in the repository ${existing ? "has to be encrypted anew" : "does not exist yet"}`,
    })),
  );
}

function hasNames({ names }: ExistingSecret, { stringData }: Sealing): boolean {
  return equal(names, Object.keys(stringData).sort());
}

async function isUnchanged(existing: ExistingSecret, sealing: Sealing): Promise<boolean> {
  const { values, stringData, recipients, secret } = sealing;
  const byFingerprint = existing.fingerprint && (await matches(existing.fingerprint, values));
  if (typeof byFingerprint === "boolean") return byFingerprint;
  const decrypted = await decrypt(recipients);
  if (decrypted) {
    const found = decrypted.stringData as Readonly<Record<string, unknown>>;
    return Object.entries(stringData).every(([name, value]) => found[name] === value);
  }
  throw inputError({
    key: recipients.file,
    rule: `can't be compared with ${secret.section}: its values are too short for a fingerprint that keeps them secret, and sops has no key to decrypt it`,
    fix: "give sops the age key (SOPS_AGE_KEY_FILE), use a value of 20 characters or more, or remove the file to encrypt anew",
  });
}

async function sealAnew(sealing: Sealing, revision: string): Promise<Outcome> {
  const { skeleton, values, recipients } = sealing;
  const print = await fingerprint(values);
  const annotations = {
    ...skeleton.metadata.annotations,
    ...(print !== undefined && { [FINGERPRINT]: print }),
    [REVISION]: revision,
  };
  const sorted = Object.entries(sealing.stringData).sort(([a], [b]) => (a < b ? -1 : 1));
  const stringData = Object.fromEntries(sorted);
  const clear = { ...skeleton, metadata: { ...skeleton.metadata, annotations }, stringData };
  const sealed = await encrypt(clear, recipients);
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
