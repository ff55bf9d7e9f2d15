import { join } from "node:path";
import { expect, inject } from "vitest";
import { FLUX_SOURCE_STATE } from "../toolchain/control-plane";
import { toolchainFolder } from "../toolchain/locate";
import { run, runFile } from "../toolchain/run";
import { type ClusterObject, get, kubectl } from "./cluster";
import { programGateways } from "./gateway-status";
import { SECRET_DOMAIN } from "./render";

/** Applies the root Kustomization of HomeCluster, with the variables and the key that it refers to. */
export async function applyClusterApps(): Promise<void> {
  const { stdout: key } = await run("age-keygen", []);
  const create = ["create", "--namespace", "flux-system", "--dry-run=client", "--output", "yaml"];
  for (const args of [
    ["configmap", "cluster-settings", "--from-literal=CLUSTER_NAME=homecluster"],
    ["secret", "generic", "cluster-secrets", `--from-literal=SECRET_DOMAIN=${SECRET_DOMAIN}`],
    ["secret", "generic", "sops-age", `--from-literal=age.agekey=${key}`],
  ]) {
    const { stdout } = await kubectl([...create, ...args]);
    // Another file of the suite may have made the same Secret in its own way.
    await kubectl(["apply", "--server-side", "--force-conflicts", "--filename", "-"], { input: stdout });
  }
  await kubectl(["apply", "--server-side", "--filename", join(__dirname, "cluster-apps.yaml")]);
}

/** Removes the root Kustomization, and with it everything that Flux applied and may prune. */
export async function deleteClusterApps(): Promise<void> {
  await kubectl(["delete", "kustomization.kustomize.toolkit.fluxcd.io/cluster-apps", "-n", "flux-system"]);
}

/** Makes a repository's tree the newest revision of GitRepository flux-system. @returns the revision */
export async function publish(repository: string): Promise<string> {
  const source = join(toolchainFolder(), "flux-source");
  const { stdout } = await runFile(source, ["publish", FLUX_SOURCE_STATE, repository], {
    env: { KUBECONFIG: inject("kubeconfig") },
  });
  return stdout.trim();
}

export interface FluxKustomization extends ClusterObject {
  readonly status: {
    readonly lastAppliedRevision?: string;
    readonly lastAttemptedRevision?: string;
    readonly conditions?: readonly {
      readonly type: string;
      readonly status: string;
      readonly message: string;
    }[];
  };
}

/** Waits until a Flux Kustomization has applied a revision, with its health checks, or fails with its conditions. */
export async function expectReady(name: string, revision: string): Promise<void> {
  const look = async () => {
    await programGateways();
    return summary(await kustomization(name));
  };
  await expect
    .poll(look, { timeout: 90_000, interval: 500 })
    .toMatchObject({ applied: revision, Ready: expect.stringMatching(/^True/) });
}

/** Waits until a Flux Kustomization has failed on a revision, for a reason that its message names. */
export async function expectFailure(name: string, revision: string, reason: string): Promise<void> {
  await expect
    .poll(async () => summary(await kustomization(name)), { timeout: 90_000, interval: 500 })
    .toMatchObject({ attempted: revision, Ready: expect.stringMatching(new RegExp(`^False.*${reason}`)) });
}

export async function kustomization(name: string): Promise<FluxKustomization | undefined> {
  return (await get("kustomization.kustomize.toolkit.fluxcd.io", name, "flux-system")) as
    | FluxKustomization
    | undefined;
}

/** The revisions, and each condition as `status message`: a failed wait then shows the reason. */
function summary(object: FluxKustomization | undefined): Record<string, string | undefined> {
  const { lastAppliedRevision, lastAttemptedRevision, conditions = [] } = object?.status ?? {};
  return {
    applied: lastAppliedRevision,
    attempted: lastAttemptedRevision,
    ...Object.fromEntries(conditions.map(({ type, status, message }) => [type, `${status} ${message}`])),
  };
}
