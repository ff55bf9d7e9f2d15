import { execa } from "execa";
import { inject } from "vitest";
import { parseSettings } from "../../../config/parse";
import type { SettingsInput } from "../../../config/schema/settings";
import { renderStream } from "../../../render/tree";
import { get, kubectl } from "../support/cluster";
import { program } from "../toolchain/locate";
import { POOL_LABEL } from "./nodes";

/** An app of a namespace of its own, on the nodes of a pool. */
export interface App {
  readonly namespace: string;
  readonly pool: string;
}

const NAME = "kokoro-api";
const DEPLOYMENT = `deployment/${NAME}`;

/** Applies a configuration as Flux does: server-side, and taking back what another manager changed. */
export async function apply({ namespace, pool }: App, input: SettingsInput): Promise<void> {
  const scheduling = {
    nodeSelector: { [POOL_LABEL]: pool },
    tolerations: [{ key: POOL_LABEL, operator: "Exists" as const }],
  };
  const { settings } = parseSettings({ ...input, namespace, scheduling });
  const args = [
    "apply",
    "--server-side",
    "--force-conflicts",
    "--field-manager",
    "kustomize-controller",
    "--filename",
    "-",
  ];
  await kubectl(args, { input: renderStream(settings) });
}

/** Whether the rollout is complete within a number of seconds. */
export async function rolledOut({ namespace }: App, seconds: number): Promise<boolean> {
  const args = ["rollout", "status", DEPLOYMENT, "--namespace", namespace, "--timeout", `${seconds}s`];
  const { code } = await kubectl(args, { mayFail: true });
  return code === 0;
}

/** The number of servers that the Deployment asks for. */
export async function wantedServers({ namespace }: App): Promise<unknown> {
  return (await get("deployment", NAME, namespace))?.spec.replicas;
}

/** The number of servers that are ready now. */
export async function readyServers({ namespace }: App): Promise<unknown> {
  // The field is left out at zero.
  return (await get("deployment", NAME, namespace))?.status?.readyReplicas ?? 0;
}

/**
 * The fewest ready servers that any version of the Deployment's status showed while something ran. Ready, not
 * available: the Service sends requests to a server without waiting for minReadySeconds, and a disruption
 * budget counts it.
 */
export async function fewestReady({ namespace }: App, action: () => Promise<unknown>): Promise<number> {
  const template = '{.status.readyReplicas}{"\\n"}';
  const watch = execa(
    program("kubectl"),
    ["get", DEPLOYMENT, "--namespace", namespace, "--watch", "--output", `jsonpath=${template}`],
    { env: { KUBECONFIG: inject("kubeconfig") }, reject: false, stdin: "ignore" },
  );
  try {
    await action();
  } finally {
    watch.kill();
  }
  const { stdout } = await watch;
  const seen = stdout.split("\n");
  // The field is left out at zero.
  return Math.min(...seen.map((line) => Number(line || "0")));
}

/** Moves every pod off a node, as an upgrade of the node does. */
export async function drain(node: string, seconds: number): Promise<void> {
  const options = ["--ignore-daemonsets", "--delete-emptydir-data", "--timeout", `${seconds}s`];
  await kubectl(["drain", node, ...options]);
}
