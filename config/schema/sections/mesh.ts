import * as z from "zod/mini";
import { count, dnsLabel, doc, duration, flag } from "../primitives";
import { shorthand, switchable } from "../shorthand";
import { versionImageSection } from "./image";

const waypointSection = shorthand(
  z.strictObject({
    enabled: doc(
      z.optional(flag()),
      "Whether the Service uses a waypoint. Without one Istio ignores retries and timeouts. Default: true; false with mesh: false.",
    ),
    name: doc(
      z.optional(dnsLabel()),
      "Name of the waypoint's Gateway. Default: the app's name with -waypoint.",
    ),
    create: doc(
      z._default(flag(), true),
      "Whether to create the Gateway. false: it already exists in the namespace and belongs to someone else.",
    ),
    replicas: doc(
      z.optional(count(1, 10)),
      "Number of waypoint pods. Default: 2, because all traffic passes the waypoint. With 2 or more, a PodDisruptionBudget keeps one available.",
    ),
  }),
  { type: ["boolean", "string"] },
  (value: boolean | string) => (typeof value === "boolean" ? { enabled: value } : { name: value }),
);

export const outlierDetectionSection = switchable(
  z.strictObject({
    enabled: doc(
      z._default(flag(), true),
      "Whether a failing server is ejected: it gets no requests for a while.",
    ),
    consecutiveErrors: doc(
      z._default(count(1, 100), 5),
      "Consecutive 5xx answers of any kind after which a server is ejected.",
    ),
    consecutiveGatewayErrors: doc(
      z._default(count(1, 100), 3),
      "Consecutive failed connections, resets and answers 502, 503 or 504 after which a server is ejected.",
    ),
    interval: doc(
      z._default(duration(), "10s"),
      "How often Istio checks whether ejected servers may return.",
    ),
    baseEjectionTime: doc(
      z._default(duration(), "30s"),
      "How long a server is ejected, multiplied by the number of its ejections.",
    ),
    maxEjectionPercent: doc(
      z._default(count(1, 100), 50),
      "Largest percentage of the servers that may be ejected. With 50, a single server is never ejected.",
    ),
  }),
);

export const retryBudgetSection = switchable(
  z.strictObject({
    enabled: doc(z._default(flag(), true), "Whether the number of concurrent retries is limited."),
    percent: doc(
      z._default(count(1, 100), 50),
      "Concurrent retries as a percentage of the concurrent requests. Needs Istio 1.27.",
    ),
    minConcurrent: doc(
      z._default(count(1, 1000), 10),
      "Concurrent retries that are always allowed: at least the requests that one dead server leaves.",
    ),
  }),
);

const canarySection = z.strictObject({
  weight: doc(
    count(0, 100),
    "Percentage of the requests that the second version answers, including retries.",
  ),
  image: doc(versionImageSection, "Image of the second version."),
  replicas: doc(z._default(count(1, 100), 1), "Number of servers of the second version."),
});

export const meshSection = switchable(
  z.strictObject({
    enabled: doc(
      z._default(flag(), true),
      "Whether Istio takes part at all. false: no object of Istio's, no waypoint, no label for the mesh.",
    ),
    ambient: doc(
      z.optional(flag()),
      "Whether the pods are in Istio's ambient mesh. Default: true; false with mesh: false.",
    ),
    waypoint: doc(z.prefault(waypointSection, {}), "The waypoint proxy: true, false, a name, or an object."),
    mtls: doc(
      z._default(z.enum(["strict", "permissive"]), "strict"),
      "strict: only callers in the mesh, and only through the waypoint. permissive: also callers outside the mesh, without retries and policies.",
    ),
    routes: doc(
      z._default(z.enum(["virtualService", "httpRoute"]), "virtualService"),
      "Object that configures retries and timeouts at the waypoint. Only one is rendered, because an HTTPRoute would hide a VirtualService.",
    ),
    gatewayApiChannel: doc(
      z._default(z.enum(["standard", "experimental"]), "standard"),
      "Channel of the cluster's Gateway API CRDs. Only the experimental HTTPRoute has `retry`.",
    ),
    canary: doc(z.optional(canarySection), "A second version that answers a percentage of the requests."),
    outlierDetection: doc(
      z.prefault(outlierDetectionSection, {}),
      "Ejection of failing servers by the waypoint: true, false, or an object.",
    ),
    retryBudget: doc(
      z.prefault(retryBudgetSection, {}),
      "Limit for concurrent retries: true, false, or an object.",
    ),
  }),
);
