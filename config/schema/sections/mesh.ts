import * as z from "zod/mini";
import { count, dnsLabel, doc, duration, flag } from "../primitives";
import { shorthand, switchable } from "../shorthand";
import { versionImageSection } from "./image";

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
    replicas: doc(
      z.optional(count(1, 10)),
      "Number of waypoint pods. Default: 2, because every call passes the waypoint; above 1 a PodDisruptionBudget keeps one.",
    ),
  }),
  { type: ["boolean", "string"] },
  (value: boolean | string) => (typeof value === "boolean" ? { enabled: value } : { name: value }),
);

const outlierDetectionSection = switchable(
  z.strictObject({
    enabled: doc(z._default(flag(), true), "Whether a failing server is left alone for a while."),
    consecutiveErrors: doc(
      z._default(count(1, 100), 5),
      "Answers 5xx in a row, of any kind, after which a server is left alone.",
    ),
    consecutiveGatewayErrors: doc(
      z._default(count(1, 100), 3),
      "Failed connections, resets and answers 502, 503 or 504 in a row after which a server is left alone.",
    ),
    interval: doc(z._default(duration(), "10s"), "How often servers that were left alone are looked at."),
    baseEjectionTime: doc(
      z._default(duration(), "30s"),
      "How long a server is left alone, times the number of times that it has been.",
    ),
    maxEjectionPercent: doc(
      z._default(count(1, 100), 50),
      "Largest share of the servers that may be left alone. With 50 a lone server always stays.",
    ),
  }),
);

const retryBudgetSection = switchable(
  z.strictObject({
    enabled: doc(z._default(flag(), true), "Whether retries under way are bounded."),
    percent: doc(
      z._default(count(1, 100), 50),
      "Retries under way, as a share of the requests under way. Needs Istio 1.27.",
    ),
    minConcurrent: doc(
      z._default(count(1, 1000), 10),
      "Retries that may be under way however few the requests: at least those that one dead server leaves.",
    ),
  }),
);

const canarySection = z.strictObject({
  weight: doc(count(0, 100), "Percentage of the calls that the second version answers, retries included."),
  image: doc(versionImageSection, "The second version's image."),
  replicas: doc(z._default(count(1, 100), 1), "Number of its servers."),
});

export const meshSection = z.strictObject({
  ambient: doc(z._default(flag(), true), "Whether the pods are in Istio's ambient mesh."),
  waypoint: doc(z.prefault(waypointSection, {}), "The waypoint proxy: true, false, a name, or an object."),
  mtls: doc(
    z._default(z.enum(["strict", "permissive"]), "strict"),
    "strict: only callers in the mesh, and only through the waypoint. permissive: callers outside the mesh too, without retries and policies.",
  ),
  routes: doc(
    z._default(z.enum(["virtualService", "httpRoute"]), "virtualService"),
    "What carries retries and timeouts to the waypoint. Never both: an HTTPRoute would hide a VirtualService.",
  ),
  gatewayApiChannel: doc(
    z._default(z.enum(["standard", "experimental"]), "standard"),
    "Channel of the cluster's Gateway API CRDs. Only the experimental HTTPRoute has `retry`.",
  ),
  canary: doc(
    z.optional(canarySection),
    "A second version beside the first, which answers a share of the calls.",
  ),
  outlierDetection: doc(
    z.prefault(outlierDetectionSection, {}),
    "When the waypoint leaves a failing server alone: true, false, or an object.",
  ),
  retryBudget: doc(
    z.prefault(retryBudgetSection, {}),
    "Bound on retries under way: true, false, or an object.",
  ),
});
