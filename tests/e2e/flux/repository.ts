import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { inject } from "vitest";
import { kubectl } from "../support/cluster";
import { programGateways } from "../support/gateway-status";
import { type StackConfig, stackFile } from "../support/render";
import { PROJECT, toolchainFolder } from "../toolchain/locate";
import { type RunOptions, type RunResult, runFile, runNode } from "../toolchain/run";

/** Writes a project with one stack, `e2e`. @returns its folder */
export function writeProject(folder: string, config: StackConfig): string {
  const project = join(folder, "project");
  mkdirSync(project, { recursive: true });
  copyFileSync(join(PROJECT, "Pulumi.yaml"), join(project, "Pulumi.yaml"));
  writeFileSync(join(project, "Pulumi.e2e.yaml"), stackFile(config));
  return project;
}

/** Runs the CLI on stack `e2e` of a project. */
export function kokoro(
  command: "render" | "check" | "diff",
  project: string,
  root: string,
  options: RunOptions & { readonly flags?: readonly string[] } = {},
): Promise<RunResult> {
  const { flags = [], ...rest } = options;
  const cli = join(PROJECT, "dist", "cli", "kokoro.js");
  return runNode([cli, command, "--stack", "e2e", "--cwd", project, "--out", root, ...flags], rest);
}

/**
 * Publishes a repository and has Flux apply it as HomeCluster does: one Kustomization on kubernetes/apps
 * that gives every other one the same decryption and the same postBuild.
 */
export async function applyWithFlux(root: string, state: string, wait: readonly string[]): Promise<void> {
  const env = { KUBECONFIG: inject("kubeconfig") };
  await runFile(join(toolchainFolder(), "flux-source"), ["publish", state, root], { env });
  const age = ["create", "secret", "generic", "sops-age", "-n", "flux-system"];
  // Flux asks for the Secret although nothing is encrypted; a test with an age key has made it already.
  await kubectl(age, { mayFail: true });
  await kubectl(["apply", "--server-side", "-f", join(__dirname, "cluster-apps.yaml")]);
  for (const name of ["cluster-apps", ...wait]) await ready(name);
}

/** Ends what `applyWithFlux` started; Flux prunes what it had applied. */
export async function removeFromFlux(state: string, namespace: string): Promise<void> {
  await kubectl(["delete", "kustomization.kustomize.toolkit.fluxcd.io", "cluster-apps", "-n", "flux-system"]);
  await kubectl(["delete", "namespace", namespace, "--ignore-not-found", "--wait=false"]);
  await runFile(join(toolchainFolder(), "flux-source"), ["stop", state]);
}

async function ready(name: string): Promise<void> {
  const object = `kustomization.kustomize.toolkit.fluxcd.io/${name}`;
  const created = ["wait", "--for=create", object, "-n", "flux-system", "--timeout=60s"];
  await kubectl(created);
  const isReady = ["wait", "--for=condition=Ready", object, "-n", "flux-system", "--timeout=3s"];
  for (let tries = 0; tries < 30; tries++) {
    await programGateways();
    const { code } = await kubectl(isReady, { mayFail: true });
    if (code === 0) return;
  }
  const { stdout } = await kubectl([
    "get",
    object,
    "-n",
    "flux-system",
    "-o",
    "jsonpath={.status.conditions}",
  ]);
  throw new Error(`${name} did not become ready: ${stdout}`);
}
