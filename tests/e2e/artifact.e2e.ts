import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { kokoro, writeProject } from "./flux/repository";
import { run } from "./toolchain/run";

describe("the tree in other shapes", () => {
  const folder = mkdtempSync(join(tmpdir(), "kokoro-e2e-artifact-"));
  let project: string;
  let files: Record<string, string>;
  const render = (format: string, out: string) =>
    kokoro("render", project, out, { flags: ["--output", format], cwd: folder, mayFail: true });

  beforeAll(async () => {
    project = writeProject(folder, { namespace: "artifact" });
    await render("dir", join(folder, "dir"));
    files = filesIn(join(folder, "dir"), "kubernetes");
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each(["kokoro.tar", "kokoro.tar.gz", "kokoro.tgz"])("is in %s what it is in a folder", async (name) => {
    await render("tar", join(folder, name));
    expect(await unpacked(join(folder, name))).toEqual(files);
  });

  it("is in the layer of an OCI layout what it is in a folder", async () => {
    const layout = join(folder, "oci");
    const { stdout } = await render("oci", layout);
    const digest = /\((sha256:[0-9a-f]{64})\)/.exec(stdout)?.[1];
    const read = (of: string) => JSON.parse(readFileSync(join(layout, of), "utf8"));
    expect(read("index.json").manifests[0].digest).toBe(digest);
    const manifest = read(`blobs/${digest?.replace(":", "/")}`);
    expect(await unpacked(join(layout, "blobs", manifest.layers[0].digest.replace(":", "/")))).toEqual(files);
  });

  it("is refused with secrets that every run would encrypt to another digest", async () => {
    const secret = writeProject(join(folder, "secret"), { secretEnv: { API_KEY: { fromEnv: "PATH" } } });
    const out = join(folder, "secret.tar");
    const { code, stderr } = await kokoro("render", secret, out, {
      flags: ["--output", "tar"],
      mayFail: true,
    });
    expect(code).toBe(2);
    expect(stderr).toContain("secretEnv: cannot be part of --output tar");
  });

  async function unpacked(archive: string): Promise<Record<string, string>> {
    const target = mkdtempSync(join(folder, "unpacked-"));
    await run("tar", ["-xf", archive, "-C", target]);
    return filesIn(target, "");
  }
});

function filesIn(root: string, folder: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const name of readdirSync(join(root, folder))) {
    const path = join(folder, name);
    if (statSync(join(root, path)).isDirectory()) Object.assign(found, filesIn(root, path));
    else found[path] = readFileSync(join(root, path), "utf8");
  }
  return found;
}
