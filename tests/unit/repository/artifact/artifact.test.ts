import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Descriptor, ociArtifact } from "../../../../repository/artifact/oci";
import { gzipStored, tarArchive } from "../../../../repository/artifact/tar";
import { writeBytes, writeLayout } from "../../../../repository/artifact/write";
import { listTree, problemsOf, put, rendered, scratch } from "../write/scratch";

const TREE = { "kubernetes/apps/b.yaml": "b: ü\n", "kubernetes/apps/a.yaml": "a: 1\n" };
const FLUX = "application/vnd.cncf.flux";

describe("a tar archive of the tree", () => {
  it("has the same bytes for the same files in any order", () => {
    const reversed = rendered(TREE).reverse();
    expect(tarArchive(rendered(TREE)).equals(tarArchive(reversed))).toBe(true);
  });

  it("holds paths of up to 255 bytes, and refuses longer ones", () => {
    const long = `${"kubernetes/apps/"}${"n".repeat(63)}/${"a".repeat(63)}/app/deployment.yaml`;
    expect(
      tarArchive(rendered({ [long]: "" }))
        .subarray(345, 345 + 79)
        .toString(),
    ).toBe(`kubernetes/apps/${"n".repeat(63)}`);
    const problems = problemsOf(() => tarArchive(rendered({ [`${"x".repeat(300)}/a`]: "" })));
    expect(problems).toMatchObject([{ rule: "is too long for a tar archive" }]);
  });

  it("is unzipped to itself, whatever it holds and however large it is", () => {
    const sizes = fc.constantFrom(0, 1, 65_534, 65_535, 65_536, 131_070, 200_000);
    fc.assert(
      fc.property(sizes, fc.nat(255), (size, byte) => {
        const data = Buffer.alloc(size, byte);
        expect(gunzipSync(gzipStored(data)).equals(data)).toBe(true);
      }),
      { numRuns: 20 },
    );
  });
});

describe("a file for the archive", () => {
  it("is written over an older one", () => {
    const root = scratch();
    put(root, "a.tar", "old");
    writeBytes(join(root, "a.tar"), Buffer.from("new"));
    expect(listTree(root)).toEqual({ "a.tar": "new" });
  });

  it.each([
    ["folder", (file: string) => mkdirSync(file)],
    ["symbolic link", (file: string) => symlinkSync("/dev/null", file)],
  ])("is never put in the place of a %s", (kind, make) => {
    const file = join(scratch(), "a.tar");
    make(file);
    const problems = problemsOf(() => writeBytes(file, Buffer.from("new")));
    expect(problems).toMatchObject([{ key: file, rule: `is a ${kind}, no regular file` }]);
  });
});

describe("an OCI layout of the tree", () => {
  const artifact = () => ociArtifact(tarArchive(rendered(TREE)), "homecluster");

  it("has the digest that it had on every other machine", () => {
    expect(artifact().digest).toBe("sha256:93b05734fd478ce4f32e99cffb0af9d8fc8de2d8af0547d451b08cb304259e5f");
  });

  it("has Flux's media types, and every digest and size is right", () => {
    const folder = scratch();
    writeLayout(folder, artifact());
    const read = ({ digest, size }: Descriptor) => {
      const content = readFileSync(join(folder, "blobs", digest.replace(":", "/")));
      expect(content.length).toBe(size);
      expect(`sha256:${createHash("sha256").update(content).digest("hex")}`).toBe(digest);
      return content;
    };
    const index = JSON.parse(readFileSync(join(folder, "index.json"), "utf8"));
    const manifest = JSON.parse(read(index.manifests[0]).toString());
    expect(manifest.config.mediaType).toBe(`${FLUX}.config.v1+json`);
    expect(manifest.layers).toMatchObject([{ mediaType: `${FLUX}.content.v1.tar+gzip` }]);
    const { rootfs } = JSON.parse(read(manifest.config).toString());
    const archive = gunzipSync(read(manifest.layers[0]));
    expect(archive.equals(tarArchive(rendered(TREE)))).toBe(true);
    const diffId = createHash("sha256").update(archive).digest("hex");
    expect(rootfs.diff_ids).toEqual([`sha256:${diffId}`]);
  });

  it("is written twice to the same files, and keeps what others have in the layout", () => {
    const folder = scratch();
    writeLayout(folder, artifact());
    const once = listTree(folder);
    writeLayout(folder, artifact());
    expect(listTree(folder)).toEqual(once);
    const other = ociArtifact(tarArchive(rendered({ "a.yaml": "a" })), "other");
    writeLayout(folder, other);
    const { manifests } = JSON.parse(readFileSync(join(folder, "index.json"), "utf8"));
    expect(manifests).toEqual([artifact().entry, other.entry]);
    expect(listTree(folder)).toMatchObject(Object.fromEntries(blobsOf(once)));
  });

  it("is not written into a folder with anything else", () => {
    const folder = scratch();
    put(folder, "README.md", "theirs");
    expect(problemsOf(() => writeLayout(folder, artifact()))).toMatchObject([{ key: "--out" }]);
    expect(listTree(folder)).toEqual({ "README.md": "theirs" });
  });
});

function blobsOf(tree: Record<string, string>): [string, string][] {
  return Object.entries(tree).filter(([path]) => path.startsWith("blobs/"));
}
