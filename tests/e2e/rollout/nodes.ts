import { stringify } from "yaml";
import { kubectl } from "../support/cluster";

/** A fake node that only pods of one test may use: they ask for its label. */
export interface TestNode {
  readonly name: string;
  readonly pool: string;
  readonly gpus?: number;
}

export const POOL_LABEL = "kokoro-e2e/pool";

export async function createNodes(...nodes: readonly TestNode[]): Promise<void> {
  await kubectl(["apply", "--server-side", "--filename", "-"], {
    input: nodes.map((node) => stringify(toNode(node))).join("---\n"),
  });
}

export async function deleteNodes(...nodes: readonly TestNode[]): Promise<void> {
  await kubectl(["delete", "node", ...nodes.map(({ name }) => name), "--ignore-not-found", "--wait=false"]);
}

function toNode({ name, pool, gpus }: TestNode) {
  const resources = {
    cpu: "100",
    memory: "1Ti",
    pods: "100",
    ...(gpus !== undefined && { "nvidia.com/gpu": String(gpus) }),
  };
  return {
    apiVersion: "v1",
    kind: "Node",
    metadata: {
      name,
      annotations: { "kwok.x-k8s.io/node": "fake" },
      labels: {
        [POOL_LABEL]: pool,
        "kubernetes.io/os": "linux",
        "kubernetes.io/arch": "amd64",
        "kubernetes.io/hostname": name,
      },
    },
    // Other tests' pods ask for no pool: the taint keeps them away.
    spec: { taints: [{ key: POOL_LABEL, value: pool, effect: "NoSchedule" }] },
    status: { allocatable: resources, capacity: { ...resources } },
  };
}
