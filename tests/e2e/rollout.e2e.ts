import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { apply, drain, fewestReady, readyServers, rolledOut, wantedServers } from "./rollout/deployed";
import { createNodes, deleteNodes, type TestNode } from "./rollout/nodes";
import { deleteNamespaces, kubectl, list } from "./support/cluster";

/** A change of the server's settings, and so a new version of the pods. */
const CHANGED = { server: { DEFAULT_VOICE: "af_bella" } };

const SECONDS = 90;

describe("three servers on CPU", () => {
  const app = { namespace: "rollout-cpu", pool: "cpu" };
  const nodes: TestNode[] = ["cpu-1", "cpu-2"].map((name) => ({ name, pool: app.pool }));

  beforeAll(async () => {
    await createNodes(...nodes);
    // All on one node, so that its drain would take all of them.
    await kubectl(["cordon", "cpu-2"]);
    await apply(app, { replicas: 3 });
    expect(await rolledOut(app, SECONDS)).toBe(true);
    await kubectl(["uncordon", "cpu-2"]);
  });
  afterAll(async () => {
    await deleteNamespaces(app.namespace);
    await deleteNodes(...nodes);
  });

  it("are never fewer while a node is drained than the disruption budget promises", async () => {
    expect(await fewestReady(app, () => drain("cpu-1", SECONDS))).toBeGreaterThanOrEqual(2);
    expect(await rolledOut(app, SECONDS)).toBe(true);
    expect(await onNode("cpu-2")).toBe(3);
  });

  it("all stay while a new version rolls out", async () => {
    const rollOut = async () => {
      await apply(app, { replicas: 3, ...CHANGED });
      expect(await rolledOut(app, SECONDS)).toBe(true);
    };
    const before = await podNames();
    expect(await fewestReady(app, rollOut)).toBe(3);
    expect((await podNames()).filter((name) => before.includes(name))).toEqual([]);
  });

  // The other node stays cordoned from here on, so that no replacement can start and the counts stand still.
  it("keep two in a drain that leaves their replacements no node", async () => {
    await expect(drain("cpu-2", 5)).rejects.toThrow();
    await expect.poll(() => readyServers(app), { timeout: SECONDS * 1000 }).toBe(2);
  });

  it("are all gone in the same drain without the budget", async () => {
    const budget = ["poddisruptionbudget", "kokoro-api", "--namespace", app.namespace];
    await kubectl(["delete", ...budget, "--ignore-not-found"]);
    await drain("cpu-2", SECONDS);
    await expect.poll(() => readyServers(app), { timeout: SECONDS * 1000 }).toBe(0);
  });

  const pods = () => list("pods", app.namespace, "app=kokoro-api");
  const podNames = async () => (await pods()).map(({ metadata }) => metadata.name);
  const onNode = async (node: string) => (await pods()).filter(({ spec }) => spec.nodeName === node).length;
});

describe("the only server of the only GPU", () => {
  const app = { namespace: "rollout-gpu", pool: "gpu" };
  const node: TestNode = { name: "gpu-1", pool: app.pool, gpus: 1 };

  beforeAll(async () => {
    await createNodes(node);
    await apply(app, { accelerator: "nvidia" });
    expect(await rolledOut(app, SECONDS)).toBe(true);
  });
  afterAll(async () => {
    await deleteNamespaces(app.namespace);
    await deleteNodes(node);
  });

  it("is replaced by a new version", async () => {
    await apply(app, { accelerator: "nvidia", ...CHANGED });
    expect(await rolledOut(app, SECONDS)).toBe(true);
  });

  it("would wait for ever for a second GPU if a new one started first", async () => {
    await apply(app, { accelerator: "nvidia", gpu: { spare: true } });
    expect(await rolledOut(app, 10)).toBe(false);
    const pods = await list("pods", app.namespace, "app=kokoro-api");
    const messages = pods
      .flatMap(({ status }) => status?.conditions ?? [])
      .map((each) => JSON.stringify(each));
    expect(messages.some((message) => message.includes("Insufficient nvidia.com/gpu"))).toBe(true);
  });

  it("is replaced all the same once the old one stops first again", async () => {
    // The API server refuses Recreate beside a rollingUpdate that was left behind.
    await apply(app, { accelerator: "nvidia", ...CHANGED });
    expect(await rolledOut(app, SECONDS)).toBe(true);
  });
});

describe("several servers that each hold a GPU", () => {
  const app = { namespace: "rollout-gpus", pool: "gpus" };
  const node: TestNode = { name: "gpus-1", pool: app.pool, gpus: 3 };

  beforeAll(() => createNodes(node));
  afterAll(async () => {
    await deleteNamespaces(app.namespace);
    await deleteNodes(node);
  });

  it("are replaced one by one, with no GPU to spare", async () => {
    await apply(app, { accelerator: "nvidia", replicas: 3 });
    expect(await rolledOut(app, SECONDS)).toBe(true);
    const rollOut = async () => {
      await apply(app, { accelerator: "nvidia", replicas: 3, ...CHANGED });
      expect(await rolledOut(app, SECONDS)).toBe(true);
    };
    expect(await fewestReady(app, rollOut)).toBeGreaterThanOrEqual(2);
  });
});

describe("the number of servers in the next reconciliation", () => {
  const app = { namespace: "rollout-scaled", pool: "none" };
  const scaledToFour = () =>
    kubectl(["scale", "deployment/kokoro-api", "--replicas", "4", "--namespace", app.namespace]);
  afterAll(() => deleteNamespaces(app.namespace));

  it("stays what the autoscaler made of it", async () => {
    const scaling = { kind: "hpa", max: 5 } as const;
    await apply(app, { scaling });
    await scaledToFour();
    await apply(app, { scaling, ...CHANGED });
    expect(await wantedServers(app)).toBe(4);
  });

  it("goes back to replicas where nothing scales, or the two would fight", async () => {
    await kubectl(["delete", "horizontalpodautoscaler", "kokoro-api", "--namespace", app.namespace]);
    await apply(app, { replicas: 2 });
    await scaledToFour();
    await apply(app, { replicas: 2 });
    expect(await wantedServers(app)).toBe(2);
  });
});
