import { join, resolve } from "node:path";
import { isEncrypted } from "../../common/ciphertext";
import { nodeDeps } from "../../common/files/deps";
import { explainFailure } from "../../common/files/failures";
import { readIfRegular, sha256 } from "../../common/files/paths";
import { isMapping } from "../../common/is-mapping";
import { inputError } from "../../common/problem";
import { quietly } from "../../common/quietly";
import { readDocuments } from "../../common/read-yaml";
import { REVISION } from "../../manifests/secret-env";
import { readState } from "../write/state";

/** Annotation of the encrypted Secret that tells whether its values changed. */
export const FINGERPRINT = "kokoro-api/secret-fingerprint";

/** A repository, and whose ownership record in it tells what an earlier run wrote. */
export interface Repository {
  readonly root: string;
  readonly owner: string;
}

/** An encrypted Secret that lies in the repository. */
export interface ExistingSecret {
  /** The file's bytes, as UTF-8. */
  readonly text: string;
  /** Everything but the values, the `sops` field and our two annotations. */
  readonly skeleton: string;
  /** Names of the values, sorted. */
  readonly names: readonly string[];
  /** Public keys, ARNs and so on that it is encrypted to. */
  readonly recipients: string;
  readonly revision: string;
  readonly fingerprint?: string;
  /**
   * Whether these bytes are what an earlier run wrote. Whoever has the public key can encrypt another value, so
   * nothing else in the file, its fingerprint included, tells whose values it holds.
   */
  readonly isRecorded: boolean;
}

interface Encrypted {
  readonly metadata?: { readonly annotations?: Readonly<Record<string, string>> };
  readonly data?: Readonly<Record<string, unknown>>;
  readonly stringData?: Readonly<Record<string, unknown>>;
  readonly sops?: Readonly<Record<string, unknown>>;
}

/**
 * Reads the encrypted Secret at a path below the repository's root. Undefined where there is none in our form.
 * @throws InputError where the file holds values in clear
 */
export function readExisting(repository: Repository, path: string): ExistingSecret | undefined {
  const file = join(resolve(repository.root), path);
  const bytes = readIfRegular(nodeDeps, file);
  if (bytes === undefined) return undefined;
  const text = bytes.toString("utf8");
  const object = parseQuietly(text);
  if (!object) return undefined;
  refuseClearValues(object, file);
  const { [REVISION]: revision, [FINGERPRINT]: fingerprint } = object.metadata?.annotations ?? {};
  if (
    !isMapping(object.sops) ||
    !isMapping(object.stringData) ||
    !revision ||
    !/^[0-9a-f]{16}$/.test(revision)
  )
    return undefined;
  return {
    text,
    skeleton: skeletonOf(object),
    names: Object.keys(object.stringData).sort(),
    recipients: recipientsOf(object),
    revision,
    ...(fingerprint !== undefined && { fingerprint }),
    isRecorded: isRecorded(repository, path, sha256(nodeDeps, bytes)),
  };
}

/** A file of another owner is the writer's to refuse: it knows whose it is. */
function isRecorded({ root, owner }: Repository, path: string, hash: string): boolean {
  const { ours, others } = explainFailure(root, () => readState(nodeDeps, resolve(root), owner));
  return others.has(path) || (ours.get(path)?.has(hash) ?? false);
}

/** What of a Secret stands in clear and is no bookkeeping of ours, in a form that compares. */
export function skeletonOf(secret: object): string {
  const {
    stringData: _values,
    sops: _sops,
    metadata,
    ...rest
  } = secret as Record<string, unknown> & Encrypted;
  const { [REVISION]: _revision, [FINGERPRINT]: _print, ...annotations } = metadata?.annotations ?? {};
  return JSON.stringify([rest, { ...metadata, annotations }]);
}

/**
 * What sops went by, whatever the kind of its keys and in however many groups, in a form that compares. A list that
 * is empty is written by some versions of sops and left out by others.
 */
export function recipientsOf({ sops = {} }: Encrypted): string {
  return JSON.stringify(lasting(sops));
}

/** New at every encryption, though the keys are the same. */
const VOLATILE: ReadonlySet<string> = new Set(["enc", "created_at", "lastmodified", "mac", "version"]);

function lasting(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((each) => JSON.stringify(lasting(each))).sort();
  if (!isMapping(value)) return value;
  const entries = Object.entries(value).filter(([name, child]) => !VOLATILE.has(name) && !isVoid(child));
  return entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, child]) => [name, lasting(child)]);
}

function isVoid(value: unknown): boolean {
  return value === null || value === "" || (Array.isArray(value) && value.length === 0);
}

function refuseClearValues(object: Encrypted, file: string): void {
  const values = { ...object.data, ...object.stringData };
  const clear = Object.keys(values).filter((name) => !isEncrypted(values[name]));
  if (clear.length === 0) return;
  throw inputError({
    key: file,
    rule: `holds ${clear.join(", ")} in clear`,
    fix: "remove the file, replace the values, which may be in git's history, and render again",
  });
}

function parseQuietly(text: string): Encrypted | undefined {
  const [document, ...others] = readDocuments(text);
  if (!document || others.length > 0 || document.errors.length > 0) return undefined;
  const object = quietly((): unknown => document.toJS());
  return isMapping(object) ? object : undefined;
}
