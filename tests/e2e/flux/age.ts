import { mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { kubectl } from "../support/cluster";
import { run } from "../toolchain/run";

/** A new pair of age keys. @param keyFile where the private one goes @returns the public one */
export async function ageKey(keyFile: string): Promise<string> {
  await run("age-keygen", ["-o", keyFile]);
  return (await run("age-keygen", ["-y", keyFile])).stdout.trim();
}

/** A new repository in a folder whose .sops.yaml encrypts the tree's secrets to a recipient. @returns its root */
export function repositoryFor(recipient: string, folder: string): string {
  const root = mkdtempSync(join(folder, "repository-"));
  const rule = `  - path_regex: ^kubernetes/.+\\.sops\\.ya?ml$\n    age: ${recipient}\n`;
  writeFileSync(join(root, ".sops.yaml"), `creation_rules:\n${rule}`);
  return root;
}

/** Gives Flux the private key, as HomeCluster's cluster-apps names it. */
export async function giveKeyToFlux(keyFile: string): Promise<void> {
  await kubectl(["create", "namespace", "flux-system"], { mayFail: true });
  await kubectl(["delete", "secret", "sops-age", "-n", "flux-system", "--ignore-not-found"]);
  const fromFile = `--from-file=age.agekey=${keyFile}`;
  await kubectl(["create", "secret", "generic", "sops-age", "-n", "flux-system", fromFile]);
}

/** What stands in an encrypted Secret. */
export async function decryptedData(file: string, keyFile: string): Promise<Record<string, string>> {
  const { stdout } = await run("sops", ["decrypt", "--output-type", "json", file], {
    env: { SOPS_AGE_KEY_FILE: keyFile },
  });
  return (JSON.parse(stdout) as { stringData: Record<string, string> }).stringData;
}
