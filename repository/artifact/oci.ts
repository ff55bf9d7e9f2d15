import { createHash } from "node:crypto";
import { gzipStored } from "./tar";

/** A file of an OCI image layout. */
export interface LayoutFile {
  /** Relative to the layout's folder, POSIX. */
  readonly path: string;
  readonly content: Buffer;
}

export interface OciArtifact {
  /** Digest of the manifest: `sha256:...`, what OCIRepository's `spec.ref.digest` takes. */
  readonly digest: string;
  readonly blobs: readonly LayoutFile[];
  /** The manifest's entry in the layout's index. */
  readonly entry: Descriptor;
}

export interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
  readonly annotations?: Readonly<Record<string, string>>;
}

const MANIFEST = "application/vnd.oci.image.manifest.v1+json";
const INDEX = "application/vnd.oci.image.index.v1+json";
const REFERENCE = "org.opencontainers.image.ref.name";

/** What `flux push artifact` writes. Source: Flux's RFC-0003 and its package oci. */
const FLUX_CONFIG = "application/vnd.cncf.flux.config.v1+json";
const FLUX_CONTENT = "application/vnd.cncf.flux.content.v1.tar+gzip";

/**
 * An artifact that Flux's OCIRepository takes, made of a tar archive. Same archive, same digest.
 *
 * @param reference the name under which tools find it in the layout, such as the stack's
 */
export function ociArtifact(archive: Buffer, reference: string): OciArtifact {
  const layer = blob(FLUX_CONTENT, gzipStored(archive));
  const rootfs = { type: "layers", diff_ids: [digestOf(archive)] };
  const config = blob(FLUX_CONFIG, json({ architecture: "", os: "", config: {}, rootfs }));
  const manifest = blob(
    MANIFEST,
    json({
      schemaVersion: 2,
      mediaType: MANIFEST,
      config: config.descriptor,
      layers: [layer.descriptor],
      // A real time would give every run another digest.
      annotations: { "org.opencontainers.image.created": "1970-01-01T00:00:00Z" },
    }),
  );
  return {
    digest: manifest.descriptor.digest,
    blobs: [layer.file, config.file, manifest.file],
    entry: { ...manifest.descriptor, annotations: { [REFERENCE]: reference } },
  };
}

/** The files that make a folder an OCI layout. Entries of others in an index that is there already stay. */
export function layoutFiles(entry: Descriptor, existing: readonly Descriptor[]): LayoutFile[] {
  const reference = entry.annotations?.[REFERENCE];
  const others = existing.filter(({ annotations }) => annotations?.[REFERENCE] !== reference);
  const index = { schemaVersion: 2, mediaType: INDEX, manifests: [...others, entry] };
  return [
    { path: "oci-layout", content: json({ imageLayoutVersion: "1.0.0" }) },
    { path: "index.json", content: json(index) },
  ];
}

function blob(mediaType: string, content: Buffer): { descriptor: Descriptor; file: LayoutFile } {
  const digest = digestOf(content);
  const path = `blobs/sha256/${digest.slice("sha256:".length)}`;
  return { descriptor: { mediaType, digest, size: content.length }, file: { path, content } };
}

function digestOf(content: Buffer): string {
  return `sha256:${createHash("sha256").update(content).digest("hex")}`;
}

function json(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value), "utf8");
}
