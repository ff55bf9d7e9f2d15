import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { applyWithFlux, kokoro, removeFromFlux, writeProject } from "./flux/repository";
import { kubectl } from "./support/cluster";

const NAMESPACE = "landing";
const FOLDER = `kubernetes/apps/${NAMESPACE}`;
const SIBLING = `# ours, keep
resources:
  - ./namespace.yaml # first
  - ./settings.yaml
`;

describe("a repository with a sibling app in the namespace", () => {
  const folder = mkdtempSync(join(tmpdir(), "kokoro-e2e-landing-"));
  const root = join(folder, "repository");
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("is not given a second definition of the namespace, which would stop all of Flux", async () => {
    write(`${FOLDER}/kustomization.yaml`, SIBLING);
    write(`${FOLDER}/namespace.yaml`, `apiVersion: v1\nkind: Namespace\nmetadata:\n  name: ${NAMESPACE}\n`);
    write(
      `${FOLDER}/settings.yaml`,
      `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: sibling\n  namespace: ${NAMESPACE}\n`,
    );
    const project = writeProject(folder, { namespace: NAMESPACE });
    const { code, stderr } = await kokoro("render", project, root, { mayFail: true });
    expect(code).toBe(2);
    expect(stderr).toContain(`${FOLDER}/namespace.yaml does already`);
    expect(stderr).toContain("set namespace.create: false");
  });

  it("is told the line that is missing, gets it with --register once, and Flux applies the tree", async () => {
    const state = join(folder, "source");
    const project = writeProject(folder, { namespace: { name: NAMESPACE, create: false } });
    const { stderr } = await kokoro("render", project, root);
    expect(stderr).toContain(`warning: ${FOLDER}/kustomization.yaml: does not list ./kokoro-api`);
    const flags = ["--register"];
    expect((await kokoro("render", project, root, { flags })).stdout).toContain("listed ./kokoro-api in");
    expect((await kokoro("render", project, root, { flags })).stdout).not.toContain("listed");
    expect(readFileSync(join(root, FOLDER, "kustomization.yaml"), "utf8")).toBe(
      `${SIBLING}  - ./kokoro-api\n`,
    );
    try {
      await applyWithFlux(root, state, ["kokoro-api"]);
      const { stdout } = await kubectl(["get", "deployment,configmap", "-n", NAMESPACE, "-o", "name"]);
      expect(stdout).toContain("deployment.apps/kokoro-api");
      expect(stdout).toContain("configmap/sibling");
    } finally {
      await removeFromFlux(state, NAMESPACE);
    }
  });
});
