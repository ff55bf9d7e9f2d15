import * as z from "zod/mini";
import { hostname, namespacedName } from "../network-primitives";
import { doc } from "../primitives";

export const ingressSection = z.strictObject({
  kind: doc(
    z._default(z.enum(["none", "istio", "gatewayApi"]), "none"),
    "none: inside the cluster only. istio: a VirtualService on an Istio Gateway. gatewayApi: an HTTPRoute on a Gateway of the Gateway API.",
  ),
  gateway: doc(
    z._default(namespacedName(), "istio-ingress/external-gateway"),
    "Gateway for the traffic, as namespace/name.",
  ),
  hosts: doc(z._default(z.array(hostname()), []), "Host names of the app for clients."),
});
