import * as z from "zod/mini";
import { callerIdentity, hostname, listenerName, namespacedName } from "../network-primitives";
import { doc, say } from "../primitives";

/** The Gateway of an ingress that names none. */
export const DEFAULT_GATEWAY = "istio-ingress/external-gateway";

const KINDS = ["none", "istio", "gatewayApi"] as const;

const KIND = say(
  `must be one of ${KINDS.join(", ")}`,
  "for nginx, Traefik and others leave it out, put their Ingress into extraManifests, and take their pods into the mesh",
);

export const ingressSection = z.strictObject({
  kind: doc(
    z._default(z.enum(KINDS, KIND), "none"),
    "none: inside the cluster only. istio: a VirtualService on an Istio Gateway. gatewayApi: an HTTPRoute on a Gateway of the Gateway API.",
  ),
  gateway: doc(
    z.optional(namespacedName()),
    `The Gateway that admits the traffic, as namespace/name. Default: ${DEFAULT_GATEWAY}.`,
  ),
  workload: doc(
    z.optional(callerIdentity()),
    "Who the gateway's pods are, as in authorization.callers: namespace/service-account, or their namespace. An Istio Gateway's pods may run in any namespace. Default with gatewayApi: what Istio deploys, <namespace>/<gateway>-istio. Has to be said beside jwt when callers names a namespace.",
  ),
  sectionName: doc(
    z.optional(listenerName()),
    "With gatewayApi: the listener of the Gateway that takes the calls. Default: every listener that admits the hosts, plain HTTP too.",
  ),
  hosts: doc(z._default(z.array(hostname()), []), "Host names of the app for clients."),
});
