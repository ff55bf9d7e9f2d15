import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { remove, temporaryFolder } from "../support/temporary";
import { deleteNamespaces, get, holds } from "./support/cluster";
import {
  applyClusterApps,
  deleteClusterApps,
  expectFailure,
  expectReady,
  kustomization,
  publish,
} from "./support/flux";
import { render, SECRET_DOMAIN, type StackConfig } from "./support/render";
import { type SiblingOptions, writeSibling } from "./support/sibling";

/** A namespace that our app brings and shares with a sibling. */
const OURS = "flux-ours";
const GUEST: SiblingOptions = {
  namespace: OURS,
  name: "guest",
  ownsNamespace: false,
  text: "notes.${SECRET_DOMAIN}",
};
/** A namespace that a sibling brings and our second app joins. */
const THEIRS = "flux-theirs";
const HOST: SiblingOptions = { namespace: THEIRS, name: "host", ownsNamespace: true, text: "host" };

const FIRST: StackConfig = {
  namespace: OURS,
  ingress: { kind: "istio", hosts: ["kokoro.${SECRET_DOMAIN}"] },
};
const SECOND: StackConfig = { name: "notices", namespace: { name: THEIRS, create: false } };

/** The tests below follow one repository through its revisions. */
describe("Flux, set up as in HomeCluster", () => {
  const folder = temporaryFolder("flux");
  const repository = join(folder, "repository");

  beforeAll(async () => {
    await render(FIRST, folder, { stack: "first" });
    await render(SECOND, folder, { stack: "second" });
    writeSibling(repository, GUEST);
    writeSibling(repository, HOST);
    // First: Flux would ask for the last repository of another test, and again for minutes, where its server has ended.
    await publish(repository);
    await applyClusterApps();
  });
  afterAll(async () => {
    await deleteClusterApps();
    await deleteNamespaces(OURS, THEIRS);
    remove(folder);
  });

  it("reconciles the tree to Ready, health checks included, beside sibling apps", async () => {
    const revision = await publish(repository);
    for (const name of ["cluster-apps", "kokoro-api", "notices", "guest", "host"])
      await expectReady(name, revision);
    expect(holds(await kustomization("kokoro-api"), "Healthy")).toBe(true);
    expect(holds(await get("deployment", "kokoro-api", OURS), "Available")).toBe(true);
    expect(holds(await get("deployment", "notices", THEIRS), "Available")).toBe(true);
  });

  it("fills in the cluster's variables", async () => {
    expect(await get("virtualservice", "kokoro-api-ingress", OURS)).toMatchObject({
      spec: { hosts: [`kokoro.${SECRET_DOMAIN}`] },
    });
  });

  it("is strict about variables: an undefined one fails the app that names it, and no other", async () => {
    writeSibling(repository, { ...GUEST, text: "${NOBODY_DEFINED_THIS}" });
    const revision = await publish(repository);
    await expectFailure("guest", revision, "NOBODY_DEFINED_THIS");
    await expectReady("kokoro-api", revision);
    writeSibling(repository, GUEST);
    await expectReady("guest", await publish(repository));
  });

  it("prunes what a second render dropped and leaves the server running", async () => {
    const before = await get("deployment", "kokoro-api", OURS);
    expect(await get("virtualservice", "kokoro-api", OURS)).toBeDefined();
    await render({ ...FIRST, mesh: { waypoint: false } }, folder, { stack: "first" });
    await expectReady("kokoro-api", await publish(repository));
    for (const [kind, name] of [
      ["virtualservice", "kokoro-api"],
      ["destinationrule", "kokoro-api"],
      ["gateways.gateway.networking.k8s.io", "kokoro-api-waypoint"],
    ] as const)
      await expect.poll(() => get(kind, name, OURS), { timeout: 30_000 }).toBeUndefined();
    expect((await get("deployment", "kokoro-api", OURS))?.metadata.uid).toBe(before?.metadata.uid);
  });

  it("keeps the namespace and the sibling when the app leaves the repository", async () => {
    rmSync(join(repository, "kubernetes", "apps", OURS, "kokoro-api"), { recursive: true });
    await expectReady("cluster-apps", await publish(repository));
    await expect.poll(() => kustomization("kokoro-api"), { timeout: 60_000 }).toBeUndefined();
    await expect.poll(() => get("deployment", "kokoro-api", OURS), { timeout: 60_000 }).toBeUndefined();
    expect(await get("namespace", OURS, OURS)).toMatchObject({ status: { phase: "Active" } });
    expect(await get("configmap", "guest", OURS)).toMatchObject({ data: { text: `notes.${SECRET_DOMAIN}` } });
  });
});
