import { parse } from "yaml";
import { nodeDeps } from "../../common/files/deps";
import { readIfRegular } from "../../common/files/paths";
import { inputError } from "../../common/problem";
import { REVISION } from "../../manifests/secret-env";
import { isEncrypted } from "../write/sealed-text";

/** Annotation of the encrypted Secret that tells whether its values changed. */
export const FINGERPRINT = "kokoro-api/secret-fingerprint";

/** An encrypted Secret that an earlier run left in the repository. */
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
}

interface Encrypted {
  readonly metadata?: { readonly annotations?: Readonly<Record<string, string>> };
  readonly data?: Readonly<Record<string, unknown>>;
  readonly stringData?: Readonly<Record<string, unknown>>;
  readonly sops?: Readonly<Record<string, unknown>>;
}

/**
 * Reads the encrypted Secret at a path. Undefined where there is none that a run of ours made.
 * @throws InputError where the file holds values in clear
 */
export function readExisting(file: string): ExistingSecret | undefined {
  const text = readIfRegular(nodeDeps, file)?.toString("utf8");
  if (text === undefined) return undefined;
  const object = parseQuietly(text);
  if (!object) return undefined;
  refuseClearValues(object, file);
  const { [REVISION]: revision, [FINGERPRINT]: fingerprint } = object.metadata?.annotations ?? {};
  if (!object.sops || !object.stringData || !revision || !/^[0-9a-f]{16}$/.test(revision)) return undefined;
  return {
    text,
    skeleton: skeletonOf(object),
    names: Object.keys(object.stringData).sort(),
    recipients: recipientsOf(object),
    revision,
    ...(fingerprint !== undefined && { fingerprint }),
  };
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

/** The keys that a file is encrypted to, whatever their kind, in a form that compares. */
export function recipientsOf({ sops = {} }: Encrypted): string {
  const groups = Object.entries(sops)
    .filter(([, value]) => Array.isArray(value))
    .map(([kind, keys]) => [kind, (keys as object[]).map(identityOf).sort()]);
  return JSON.stringify([groups.sort(), sops.encrypted_regex, sops.shamir_threshold]);
}

function identityOf(key: object): string {
  const { enc: _enc, created_at: _created, ...identity } = key as Record<string, unknown>;
  return JSON.stringify(identity);
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
  try {
    const object: unknown = parse(text);
    return typeof object === "object" && object !== null ? (object as Encrypted) : undefined;
  } catch {
    return undefined;
  }
}
