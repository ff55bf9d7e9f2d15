import { readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { explainFailure } from "../../common/files/failures";
import { kindOf, readIfRegular } from "../../common/files/paths";
import { inputError } from "../../common/problem";
import { nodeDeps, writeFileAtomic } from "../write";
import { type Descriptor, layoutFiles, type OciArtifact } from "./oci";

/** Writes a file so that a reader sees the old bytes or the new ones. @throws InputError naming the file */
export function writeBytes(file: string, content: Buffer): void {
  // A rename would put a file in the place of a device such as /dev/null, or of a link.
  const kind = explainFailure(file, () => kindOf(nodeDeps, resolve(file)));
  if (kind !== "absent" && kind !== "file")
    throw inputError({ key: file, rule: `is a ${kind}, no regular file`, fix: "choose another --out" });
  explainFailure(file, () => writeFileAtomic(nodeDeps, resolve(file), content));
}

/**
 * Adds an artifact to an OCI layout, the blobs first, the index last.
 * @throws InputError where the folder holds anything else
 */
export function writeLayout(folder: string, { blobs, entry }: OciArtifact): void {
  const existing = manifestsIn(folder);
  for (const { path, content } of [...blobs, ...layoutFiles(entry, existing)]) {
    writeBytes(join(folder, path), content);
  }
}

function manifestsIn(folder: string): Descriptor[] {
  const names = namesIn(folder);
  if (names.length === 0) return [];
  try {
    const [layout, index] = ["oci-layout", "index.json"].map((name) =>
      readIfRegular(nodeDeps, join(folder, name))?.toString("utf8"),
    );
    const { manifests } = layout === undefined || index === undefined ? {} : JSON.parse(index);
    if (Array.isArray(manifests)) return manifests;
  } catch {
    // Said below, whatever it is that makes it no layout.
  }
  throw inputError({
    key: "--out",
    value: folder,
    rule: "must be empty or an OCI image layout (with oci-layout and index.json)",
    fix: "choose another folder, such as ./kokoro-oci",
  });
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    const rule = `can't be read as a folder: ${(error as Error).message}`;
    throw inputError({ key: "--out", value: folder, rule, fix: "choose another folder" });
  }
}
