import { inject } from "vitest";
import { type RunOptions, type RunResult, run } from "../toolchain/run";

/** kubectl against the suite's control plane. */
export function kubectl(args: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  return run("kubectl", args, { ...options, env: { ...options.env, KUBECONFIG: inject("kubeconfig") } });
}

/** What kubectl reads of an object. */
export interface ClusterObject {
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly uid: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly ownerReferences?: readonly { readonly kind: string }[];
  };
  readonly spec: Readonly<Record<string, unknown>>;
  readonly status?: {
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
    readonly readyReplicas?: number;
  };
}

/** One object, or undefined where the cluster has none of that name. */
export async function get(kind: string, name: string, namespace: string): Promise<ClusterObject | undefined> {
  const args = ["get", kind, name, "--namespace", namespace, "--ignore-not-found", "--output", "json"];
  const { stdout } = await kubectl(args);
  return stdout === "" ? undefined : (JSON.parse(stdout) as ClusterObject);
}

export async function list(kind: string, namespace: string, selector: string): Promise<ClusterObject[]> {
  const args = ["get", kind, "--namespace", namespace, "--selector", selector, "--output", "json"];
  const { stdout } = await kubectl(args);
  return (JSON.parse(stdout) as { items: ClusterObject[] }).items;
}

/** Whether a condition of the object holds, such as Ready or Available. */
export function holds(object: ClusterObject | undefined, condition: string): boolean {
  return (
    object?.status?.conditions?.some(({ type, status }) => type === condition && status === "True") ?? false
  );
}

/** Starts the deletion of namespaces, and does not wait for its end. */
export async function deleteNamespaces(...names: string[]): Promise<void> {
  await kubectl(["delete", "namespace", ...names, "--ignore-not-found", "--wait=false"]);
}
