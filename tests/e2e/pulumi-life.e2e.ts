import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseSettings } from "../../config/parse";
import { manifests } from "../../manifests";
import { remove, temporaryFolder } from "../support/temporary";
import { get, holds, kubectl } from "./support/cluster";
import { copiedProject, type PulumiProject } from "./support/pulumi";
import type { StackConfig } from "./support/render";

const NAMESPACE = "pulumi-life";
const CONFIG: StackConfig = { namespace: NAMESPACE, replicas: 2, retries: { attempts: 3 } };
const OBJECTS = manifests(parseSettings(CONFIG).settings).map(({ object }) => object.kind);
/** The engine counts the stack and the component too. */
const RESOURCES = OBJECTS.length + 2;
const NOW = ["--yes", "--skip-preview"];

/** The tests below are the life of one stack, in order. */
describe("a stack", () => {
  const folder = temporaryFolder("pulumi");
  let stack: PulumiProject;
  beforeAll(async () => {
    stack = await copiedProject(folder, CONFIG);
  });
  afterAll(() => remove(folder));

  it("previews every object and creates none", async () => {
    const { stdout } = await stack.pulumi(["preview", "--json"]);
    const { steps } = JSON.parse(stdout) as { steps: { op: string; newState: { type: string } }[] };
    expect(new Set(steps.map(({ op }) => op))).toEqual(new Set(["create"]));
    const kinds = steps.map(({ newState }) => newState.type).filter((type) => type.startsWith("kubernetes:"));
    expect(kinds.map((type) => type.split(":").at(-1)).sort()).toEqual([...OBJECTS].sort());
    expect(await get("namespace", NAMESPACE, NAMESPACE)).toBeUndefined();
  });

  it("creates them, waits until the Deployment is ready and says where it is", async () => {
    const { output } = await stack.pulumi(["up", ...NOW]);
    expect(output).toContain(`+ ${RESOURCES} created`);
    const deployment = await get("deployment", "kokoro-api", NAMESPACE);
    expect(holds(deployment, "Available")).toBe(true);
    expect(deployment).toMatchObject({ status: { readyReplicas: 2 } });
    expect(await stack.outputs()).toEqual({
      name: "kokoro-api",
      namespace: NAMESPACE,
      url: `http://kokoro-api.${NAMESPACE}.svc.cluster.local:8880`,
    });
  });

  it("changes nothing the second time", async () => {
    const { output } = await stack.pulumi(["up", ...NOW, "--expect-no-changes"]);
    expect(output).toContain(`${RESOURCES} unchanged`);
  });

  it("finds no drift when it refreshes an untouched cluster", async () => {
    const { output } = await stack.pulumi(["refresh", ...NOW, "--expect-no-changes"]);
    expect(output).toContain(`${RESOURCES} unchanged`);
  });

  it("sees what was deleted behind its back, and creates it again", async () => {
    await kubectl(["delete", "virtualservice/kokoro-api", "--namespace", NAMESPACE]);
    const refreshed = await stack.pulumi(["refresh", ...NOW]);
    expect(refreshed.output).toContain("- 1 deleted");
    const { output } = await stack.pulumi(["up", ...NOW]);
    expect(output).toContain("+ 1 created");
    expect(await get("virtualservice", "kokoro-api", NAMESPACE)).toBeDefined();
  });

  it("updates in place exactly what a changed config concerns", async () => {
    stack.configure({ ...CONFIG, retries: { attempts: 5 } });
    const { output } = await stack.pulumi(["up", ...NOW]);
    expect(output).toContain("~ 1 updated");
    expect(output).toContain(`${RESOURCES - 1} unchanged`);
    expect(await get("virtualservice", "kokoro-api", NAMESPACE)).toMatchObject({
      spec: { http: [{ retries: { attempts: 5 } }] },
    });
  });

  it("stops at a field that a person has changed since, until it is told to take it back", async () => {
    await kubectl(["scale", "deployment/kokoro-api", "--replicas", "3", "--namespace", NAMESPACE]);
    stack.configure({ ...CONFIG, retries: { attempts: 5 }, server: { DEFAULT_VOICE: "af_bella" } });
    const refused = await stack.pulumi(["up", ...NOW], { mayFail: true });
    expect(refused.code).not.toBe(0);
    expect(refused.output).toContain(".spec.replicas");
    await stack.pulumi(["up", ...NOW], { env: { PULUMI_K8S_ENABLE_PATCH_FORCE: "true" } });
    expect(await get("deployment", "kokoro-api", NAMESPACE)).toMatchObject({ spec: { replicas: 2 } });
  });

  it("removes all but the namespace, which others may use, when it is destroyed", async () => {
    await stack.pulumi(["destroy", ...NOW]);
    for (const kind of ["deployment", "service", "virtualservice"])
      expect(await get(kind, "kokoro-api", NAMESPACE), kind).toBeUndefined();
    expect(await get("namespace", NAMESPACE, NAMESPACE)).toBeDefined();
  });
});
