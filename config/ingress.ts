import { DEFAULT_GATEWAY } from "./schema/sections/ingress";
import type { Settings } from "./schema/settings";

/** The Gateway that admits calls from outside: its namespace, where one is given, and its name. */
export function gatewayOf({ ingress }: Settings): { namespace: string | undefined; name: string } {
  const [name = "", namespace] = (ingress.gateway ?? DEFAULT_GATEWAY).split("/").reverse();
  return { namespace, name };
}

/**
 * Who the gateway's pods are, as `authorization.callers` writes it. Istio runs those of a Gateway of the
 * Gateway API beside it, under a name of its own; those of an Istio Gateway run anywhere, so nothing is
 * guessed: undefined.
 */
export function gatewayWorkload(settings: Settings): string | undefined {
  const { kind, workload } = settings.ingress;
  if (workload !== undefined || kind !== "gatewayApi") return workload;
  const { namespace = settings.namespace.name, name } = gatewayOf(settings);
  return `${namespace}/${name}-istio`;
}
