import type { KubernetesObject } from "../manifests/kubernetes";

/** A condition of the object as it is now, and not of an earlier generation. CEL. */
const condition = (type: string, status: string) =>
  `e.type == '${type}' && e.status == '${status}' && has(e.observedGeneration) && e.observedGeneration == metadata.generation`;

const ofGateway = (type: string, status: string) =>
  `has(status.conditions) && status.conditions.exists(e, ${condition(type, status)})`;
const ofParent = (type: string, status: string) =>
  `has(p.conditions) && p.conditions.exists(e, ${condition(type, status)})`;

/**
 * When an object of the Gateway API is healthy. Flux itself looks at a condition `Ready`, which these do not
 * have, and takes them for healthy as soon as they exist. A Gateway that waits for its pods is `Programmed:
 * False` for a while, so only a refusal is a failure; what is neither failed nor current is in progress.
 */
const CHECKS = [
  {
    apiVersion: "gateway.networking.k8s.io/v1",
    kind: "Gateway",
    failed: ofGateway("Accepted", "False"),
    current: ofGateway("Programmed", "True"),
  },
  {
    apiVersion: "gateway.networking.k8s.io/v1",
    kind: "HTTPRoute",
    failed: `has(status.parents) && status.parents.exists(p, ${ofParent("Accepted", "False")})`,
    current: `has(status.parents) && size(status.parents) > 0 && status.parents.all(p, ${ofParent("Accepted", "True")})`,
  },
] as const;

/** The health checks that these objects need beside Flux's own; undefined where there are none. */
export function healthCheckExprs(objects: readonly KubernetesObject[]) {
  const present = new Set(objects.map(({ apiVersion, kind }) => `${apiVersion.split("/")[0]}/${kind}`));
  const wanted = CHECKS.filter(({ apiVersion, kind }) => present.has(`${apiVersion.split("/")[0]}/${kind}`));
  return wanted.length > 0 ? wanted : undefined;
}
