import { kubectl } from "./cluster";

/** The suite has no controller for the Gateway API: this sets the status that one would set, on every object. */
export async function programGateways(): Promise<void> {
  const { stdout } = await kubectl([
    "get",
    "gateways.gateway.networking.k8s.io,httproutes",
    "-A",
    "-o",
    "json",
  ]);
  for (const object of (JSON.parse(stdout) as { items: GatewayObject[] }).items)
    await setStatus(object, "True");
}

export interface GatewayObject {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace: string; readonly generation: number };
  readonly spec: { readonly parentRefs?: readonly object[] };
}

/** Accepts or refuses an object as its controller would. */
export async function setStatus(object: GatewayObject, status: "True" | "False"): Promise<void> {
  const { kind, metadata, spec } = object;
  const condition = (type: string) => ({
    type,
    status,
    reason: "Test",
    message: "set by the test",
    observedGeneration: metadata.generation,
    lastTransitionTime: "2026-01-01T00:00:00Z",
  });
  const conditions = [condition("Accepted"), ...(kind === "Gateway" ? [condition("Programmed")] : [])];
  const parents = spec.parentRefs?.map((parentRef) => ({
    parentRef,
    controllerName: "example.test/controller",
    conditions,
  }));
  const patch = JSON.stringify({ status: kind === "Gateway" ? { conditions } : { parents } });
  const target = [`${kind}.gateway.networking.k8s.io`, metadata.name, "--namespace", metadata.namespace];
  await kubectl(["patch", ...target, "--subresource=status", "--type=merge", "--patch", patch]);
}
