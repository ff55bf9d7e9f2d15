import * as z from "zod/mini";
import { dnsLabel, doc, flag } from "../primitives";
import { shorthand } from "../shorthand";

const waypointSection = shorthand(
  z.strictObject({
    enabled: doc(
      z._default(flag(), true),
      "Whether the Service uses a waypoint. Without one Istio ignores retries and timeouts.",
    ),
    name: doc(
      z.optional(dnsLabel()),
      "Name of the waypoint's Gateway. Default: the app's name and -waypoint.",
    ),
    create: doc(
      z._default(flag(), true),
      "false: a Gateway of that name exists in the namespace and is not ours.",
    ),
  }),
  { type: ["boolean", "string"] },
  (value: boolean | string) => (typeof value === "boolean" ? { enabled: value } : { name: value }),
);

export const meshSection = z.strictObject({
  ambient: doc(z._default(flag(), true), "Whether the pods are in Istio's ambient mesh."),
  waypoint: doc(z.prefault(waypointSection, {}), "The waypoint proxy: true, false, a name, or an object."),
});
