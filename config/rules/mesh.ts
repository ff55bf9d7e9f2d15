import { WANTED_CONCURRENCY } from "../../speech/figures";
import { milliseconds } from "../schema/primitives";
import type { Rule } from "./rule";

const waypointReplicasAreOurs: Rule = ({ mesh }, { mesh: { waypoint } }) => {
  const { enabled } = mesh.waypoint;
  if (!mesh.enabled || waypoint.replicas === undefined || (waypoint.create && enabled)) return undefined;
  const reason = enabled
    ? "mesh.waypoint.create is false, because that waypoint belongs to someone else"
    : "there is no waypoint";
  return {
    severity: "error",
    key: "mesh.waypoint.replicas",
    value: waypoint.replicas,
    rule: `has no effect while ${reason}`,
    fix: "remove it",
  };
};

const loneWaypoint: Rule = ({ mesh: { waypoint } }) => {
  if (!waypoint.enabled || !waypoint.create || waypoint.replicas > 1) return undefined;
  return {
    severity: "warning",
    key: "mesh.waypoint.replicas",
    value: 1,
    rule: "is a single pod for all traffic: while it restarts or its node is drained, every request fails",
    fix: "set 2, or accept the outage",
  };
};

const routesNeedWaypoint: Rule = ({ mesh }) => {
  if (!mesh.enabled || mesh.waypoint.enabled || mesh.routes === "virtualService") return undefined;
  return {
    severity: "error",
    key: "mesh.routes",
    value: mesh.routes,
    rule: "has no effect without a waypoint: the waypoint reads the route",
    fix: "set mesh.waypoint: true, or remove it",
  };
};

const channelNeedsHttpRoute: Rule = ({ mesh }) => {
  if (!mesh.enabled || mesh.gatewayApiChannel === "standard" || mesh.routes === "httpRoute") return undefined;
  return {
    severity: "error",
    key: "mesh.gatewayApiChannel",
    value: mesh.gatewayApiChannel,
    rule: "has no effect while mesh.routes is virtualService",
    fix: "set mesh.routes: httpRoute, or remove it",
  };
};

/** Source of the figures: Istio 1.30's route in a real Envoy, a server killed under load (docs/adr/0010). */
const httpRouteRetries: Rule = ({ mesh, retries }) => {
  if (mesh.routes !== "httpRoute" || !mesh.waypoint.enabled) return undefined;
  const warning = { severity: "warning" as const, key: "mesh.routes", value: mesh.routes };
  const fix =
    "set mesh.routes: virtualService, whose retries need no experimental CRDs and also cover lost connections";
  if (mesh.gatewayApiChannel === "standard") {
    return {
      ...warning,
      rule: `renders no retries, because HTTPRoute has no such field in the standard channel: retries.attempts (${retries.attempts}) is left out, and only Istio's own 2 retries of failed connections remain`,
      fix: `${fix}; or install the experimental channel and set mesh.gatewayApiChannel: experimental`,
    };
  }
  return {
    ...warning,
    rule: "cannot retry lost connections: when a server was killed under load, 99.43 % of the requests succeeded, compared with 100 % with a VirtualService; `retry` is also experimental and may change",
    fix,
  };
};

const perTryWithinRouteTimeout: Rule = ({ mesh, retries, timeout }) => {
  if (mesh.routes !== "httpRoute" || !retries.perTryTimeout || !timeout) return undefined;
  if (milliseconds(retries.perTryTimeout) <= milliseconds(timeout)) return undefined;
  return {
    severity: "error",
    key: "retries.perTryTimeout",
    value: retries.perTryTimeout,
    rule: `must be at most timeout (${timeout}): Kubernetes rejects an HTTPRoute whose backendRequest is longer than its request`,
    fix: `write ${timeout} or less, or raise timeout`,
  };
};

const mtlsNeedsAmbient: Rule = ({ mesh }) => {
  if (!mesh.enabled || mesh.ambient || mesh.mtls === "strict") return undefined;
  return {
    severity: "error",
    key: "mesh.mtls",
    value: mesh.mtls,
    rule: "has no effect while mesh.ambient is false: pods outside the mesh accept plaintext only",
    fix: "remove it",
  };
};

const permissiveSkipsWaypoint: Rule = ({ mesh }) => {
  if (!mesh.ambient || mesh.mtls === "strict" || !mesh.waypoint.enabled) return undefined;
  return {
    severity: "warning",
    key: "mesh.mtls",
    value: mesh.mtls,
    rule: "lets callers bypass the waypoint: their requests have no retries and no load shedding, and every path is open to them",
    fix: "remove it, and label the callers' namespaces istio.io/dataplane-mode: ambient",
  };
};

/** Envoy leaves alone only as many servers as fit the share. */
const ejectionIsPossible: Rule = (settings) => {
  const { mesh } = settings;
  const replicas = settings.scaling.max;
  const { enabled, maxEjectionPercent } = mesh.outlierDetection;
  if (!enabled || !mesh.waypoint.enabled || replicas === 1) return undefined;
  if (Math.floor((maxEjectionPercent * replicas) / 100) >= 1) return undefined;
  return {
    severity: "warning",
    key: "mesh.outlierDetection.maxEjectionPercent",
    value: maxEjectionPercent,
    rule: `never ejects a server: ${maxEjectionPercent} % of ${replicas} servers is less than one`,
    fix: `set ${Math.ceil(100 / replicas)} or more, or mesh.outlierDetection: false`,
  };
};

const ejectionSparesOne: Rule = (settings) => {
  const { mesh } = settings;
  const replicas = settings.scaling.max;
  const { enabled, maxEjectionPercent } = mesh.outlierDetection;
  if (!enabled || !mesh.waypoint.enabled || maxEjectionPercent < 100) return undefined;
  return {
    severity: "warning",
    key: "mesh.outlierDetection.maxEjectionPercent",
    value: maxEjectionPercent,
    rule: `allows all ${replicas} servers to be ejected at once: one text that makes every server fail would then give every caller 503`,
    fix: "remove it (the default is 50)",
  };
};

/** A dead server leaves its share of the requests to be retried at the same moment. */
const budgetCoversDeadServer: Rule = (settings) => {
  const { mesh } = settings;
  const replicas = settings.scaling.max;
  const { enabled, percent, minConcurrent } = mesh.retryBudget;
  if (!enabled || !mesh.waypoint.enabled) return undefined;
  const needed = Math.ceil(WANTED_CONCURRENCY / replicas);
  const allowed = Math.max(minConcurrent, Math.floor((percent * WANTED_CONCURRENCY) / 100));
  if (allowed >= needed) return undefined;
  return {
    severity: "warning",
    key: "mesh.retryBudget.minConcurrent",
    value: minConcurrent,
    rule: `allows ${allowed} concurrent retries, but a server that dies leaves about ${needed} of ${WANTED_CONCURRENCY} requests to retry: ${needed - allowed} would fail`,
    fix: `set ${needed} or more`,
  };
};

export const meshRules: readonly Rule[] = [
  waypointReplicasAreOurs,
  loneWaypoint,
  routesNeedWaypoint,
  channelNeedsHttpRoute,
  httpRouteRetries,
  perTryWithinRouteTimeout,
  mtlsNeedsAmbient,
  permissiveSkipsWaypoint,
  ejectionIsPossible,
  ejectionSparesOne,
  budgetCoversDeadServer,
];
