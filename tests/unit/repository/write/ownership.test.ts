import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { describe, expect, it } from "vitest";
import { planTree, writeTree } from "../../../../repository/write";
import { listTree, problemsOf, put, read, rendered, scratch } from "./scratch";

const KS = "kubernetes/apps/ai-services/kokoro-api/ks.yaml";
const SERVICE = "kubernetes/apps/ai-services/kokoro-api/app/service.yaml";
const TREE = { [KS]: "kind: Kustomization\n", [SERVICE]: "kind: Service\nname: é\n" };
const owner = "homecluster";

function actions(root: string, files: Record<string, string>, force = false) {
  const plan = planTree(root, rendered(files), { owner, force });
  return Object.fromEntries(plan.files.map((file) => [file.path, file.action]));
}

describe("a rendering into an empty root", () => {
  it("creates the files with mode 0644, the record, and nothing else", () => {
    const root = scratch();
    writeTree(root, rendered(TREE), { owner });
    expect(Object.keys(listTree(root)).filter((name) => !name.endsWith("/"))).toEqual([
      ".kokoro/homecluster.sha256",
      SERVICE,
      KS,
    ]);
    expect(read(root, SERVICE)).toBe(TREE[SERVICE]);
    expect(fs.statSync(path.join(root, SERVICE)).mode & 0o777).toBe(0o644);
  });

  it("creates a root that does not exist", () => {
    const root = path.join(scratch(), "a/b");
    writeTree(root, rendered(TREE), { owner });
    expect(read(root, KS)).toBe(TREE[KS]);
  });

  it("writes mode 0644 under a strict umask", () => {
    const root = scratch();
    const umask = process.umask(0o077);
    try {
      writeTree(root, rendered(TREE), { owner });
    } finally {
      process.umask(umask);
    }
    expect(fs.statSync(path.join(root, KS)).mode & 0o777).toBe(0o644);
  });
});

describe("the record", () => {
  it("is verified by the real sha256sum", () => {
    const root = scratch();
    writeTree(root, rendered(TREE), { owner });
    const output = execFileSync("sha256sum", ["-c", ".kokoro/homecluster.sha256"], {
      cwd: root,
      encoding: "utf8",
    });
    expect(output).toBe(`${SERVICE}: OK\n${KS}: OK\n`);
  });

  it("does not depend on the order of the rendered files", () => {
    const [a, b] = [scratch(), scratch()];
    writeTree(a, rendered(TREE), { owner });
    writeTree(b, rendered(TREE).reverse(), { owner });
    expect(listTree(a)).toEqual(listTree(b));
  });

  it("survives a move of the repository", () => {
    const parent = scratch();
    writeTree(path.join(parent, "old"), rendered(TREE), { owner });
    fs.renameSync(path.join(parent, "old"), path.join(parent, "new"));
    expect(actions(path.join(parent, "new"), TREE)).toEqual({ [KS]: "unchanged", [SERVICE]: "unchanged" });
  });

  it("lost, is made again from files that equal byte for byte, without touching them", () => {
    const root = scratch();
    writeTree(root, rendered(TREE), { owner });
    const record = read(root, ".kokoro/homecluster.sha256");
    const before = fs.statSync(path.join(root, KS)).mtimeMs;
    fs.rmSync(path.join(root, ".kokoro"), { recursive: true });
    expect(actions(root, TREE)).toEqual({ [KS]: "adopt", [SERVICE]: "adopt" });
    writeTree(root, rendered(TREE), { owner });
    expect(read(root, ".kokoro/homecluster.sha256")).toBe(record);
    expect(fs.statSync(path.join(root, KS)).mtimeMs).toBe(before);
  });
});

describe("files of ours", () => {
  it("are updated when they are as they were rendered", () => {
    const root = scratch();
    writeTree(root, rendered(TREE), { owner });
    expect(actions(root, { ...TREE, [KS]: "new\n" })).toEqual({ [KS]: "update", [SERVICE]: "unchanged" });
    writeTree(root, rendered({ ...TREE, [KS]: "new\n" }), { owner });
    expect(read(root, KS)).toBe("new\n");
  });

  it("edited by a person are refused, all at once, and nothing is written", () => {
    const root = scratch();
    writeTree(root, rendered(TREE), { owner });
    put(root, KS, "mine\n");
    put(root, SERVICE, "mine too\n");
    const before = listTree(root);
    const write = () => writeTree(root, rendered({ ...TREE, "new.yaml": "new\n" }), { owner });
    expect(problemsOf(write).map((problem) => problem.key)).toEqual([
      path.join(root, SERVICE),
      path.join(root, KS),
    ]);
    expect(problemsOf(write)[0]?.rule).toContain("edited");
    expect(listTree(root)).toEqual(before);
  });

  it("edited by a person are overwritten with force", () => {
    const root = scratch();
    writeTree(root, rendered(TREE), { owner });
    put(root, KS, "mine\n");
    writeTree(root, rendered(TREE), { owner, force: true });
    expect(read(root, KS)).toBe(TREE[KS]);
  });

  it("removed by a person are written again", () => {
    const root = scratch();
    writeTree(root, rendered(TREE), { owner });
    fs.rmSync(path.join(root, KS));
    expect(actions(root, TREE)[KS]).toBe("create");
  });

  it("no longer rendered are pruned with the folders that they leave empty", () => {
    const root = scratch();
    writeTree(root, rendered(TREE), { owner });
    writeTree(root, rendered({ [KS]: "kind: Kustomization\n" }), { owner });
    expect(fs.existsSync(path.join(root, path.dirname(SERVICE)))).toBe(false);
    expect(read(root, KS)).toBe(TREE[KS]);
  });

  it("no longer rendered leave folders with files of others alone", () => {
    const root = scratch();
    writeTree(root, rendered(TREE), { owner });
    put(root, "kubernetes/README.md", "theirs");
    writeTree(root, [], { owner });
    expect(listTree(root)).toEqual({ "kubernetes/": "folder", "kubernetes/README.md": "theirs" });
  });
});
