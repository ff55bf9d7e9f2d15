import { randomBytes } from "node:crypto";
import { join, posix, resolve } from "node:path";
import { isMapping } from "../../common/is-mapping";
import { InputError, inputError, type Problem } from "../../common/problem";
import type { Settings } from "../../config/schema/settings";
import type { CarriedSecret } from "../../manifests/carried-secret";
import { carrierOf } from "../../manifests/carried-secrets";
import type { KubernetesObject } from "../../manifests/kubernetes";
import { fileOf } from "../../manifests/manifest";
import { ownedObject } from "../../manifests/owner";
import { REVISION } from "../../manifests/secret-env";
import { toDocument } from "../../render/document";
import { appFolder } from "../../render/flux";
import { SUBSTITUTE } from "../../render/flux-text";
import type { SealedFile } from "../../render/tree";
import { assertSealed } from "./assert-sealed";
import {
  type ExistingSecret,
  FINGERPRINT,
  type Repository,
  readExisting,
  recipientsOf,
  skeletonOf,
} from "./existing";
import { fingerprint, matches, mayHaveFingerprint } from "./fingerprint";
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
 * @param values the values by name; a name that is missing was not given to this run
 * @throws InputError where values are missing, nobody is named to encrypt to, or nothing proves what the file there holds
 */
export async function sealSecret(
  secret: CarriedSecret,
  settings: Settings,
  repository: Repository,
  values: ReadonlyMap<string, string>,
): Promise<SealedSecret> {
  const sealing = begin(secret, settings, repository, values);
  const { content, revision, warnings } = keptUnseen(sealing) ?? (await sealOrKeep(sealing));
  return { secret, content, warnings, ...(secret.rollsPods && { podRevision: revision }) };
}

/**
 * Refuses what `sealSecret` would, as far as it shows before the values are known.
 * @param values anything under the names of those that will be given
 */
export function refuseUnsealable(
  ...[secret, settings, repository, values]: Parameters<typeof sealSecret>
): void {
  keptUnseen(begin(secret, settings, repository, values));
}

function begin(...[secret, settings, repository, values]: Parameters<typeof sealSecret>): Sealing {
  const path = posix.join(appFolder(settings), fileOf(carrierOf(secret)));
  const root = resolve(repository.root);
  return {
    secret,
    settings,
    values,
    skeleton: withoutSubstitution(ownedObject(settings, secret.object(settings))),
    stringData: secret.stringData(settings, values),
    recipients: { age: settings.sops.age, file: join(root, path), root, secret },
    existing: readExisting(repository, path),
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
  const isGuessable = existing.fingerprint !== undefined && !mayHaveFingerprint(sealing.values);
  const addressed = recipientsOf(await encrypt({ ...skeleton, stringData: {} }, recipients));
  if (!isGuessable && existing.skeleton === skeletonOf(skeleton) && existing.recipients === addressed)
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
    if (!existing.isRecorded) throw unproven(sealing, `set ${variables.join(", ")} too, and `);
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
  const { fingerprint: stored, isRecorded } = existing;
  const byFingerprint = isRecorded && stored ? await matches(stored, values) : undefined;
  if (byFingerprint !== undefined) return byFingerprint;
  const decrypted = await decrypt(recipients);
  if (decrypted) {
    const found = isMapping(decrypted.stringData) ? decrypted.stringData : {};
    return Object.entries(stringData).every(([name, value]) => found[name] === value);
  }
  if (!isRecorded) throw unproven(sealing);
  throw inputError({
    key: recipients.file,
    rule: `can't be compared with ${secret.section}: it has no fingerprint, because a value is too short to keep it secret, and sops has no key to decrypt it`,
    fix: "give sops the age key (SOPS_AGE_KEY_FILE), or remove the file to encrypt anew, and use values of 20 characters or more",
  });
}

/** @param before what else has to be given for a comparison */
function unproven({ recipients: { file }, secret }: Sealing, before = "") {
  return inputError({
    key: file,
    rule: `is not the file that an earlier render recorded in .kokoro, so nothing proves that it holds the values of ${secret.section}: whoever has the public key can encrypt others`,
    fix: `restore the file and its record from git, ${before}give sops the age key to compare (SOPS_AGE_KEY_FILE), or remove the file to encrypt anew`,
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
  assertSealed(clear, sealed, recipients.secret.section);
  const content = toDocument(sealed as Parameters<typeof toDocument>[0]);
  return { content, revision, warnings: [] };
}

function equal(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((each, index) => each === b[index]);
}
