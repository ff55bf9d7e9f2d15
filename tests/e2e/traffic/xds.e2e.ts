import { describe, expect, it } from "vitest";
import { admittedRequests } from "../../../config/admission";
import { milliseconds } from "../../../config/schema/primitives";
import type { Settings } from "../../../config/schema/settings";
import { fixtures, parseFixture } from "../../support/fixtures";
import type { Programmed } from "../support/istio";
import { programmedObjects } from "./istio";

/** Every valid fixture whose waypoint is ours: what Istio programs is what the configuration says. */
const stacks = fixtures("valid").flatMap((fixture) => {
  const result = parseFixture(fixture);
  if (!result.ok) throw new Error(`${fixture.name} is not valid`);
  const { waypoint } = result.settings.mesh;
  return waypoint.enabled && waypoint.create ? [{ name: fixture.name, settings: result.settings }] : [];
});

function program(settings: Settings): Programmed {
  return programmedObjects(settings, ["-gateway-api-channel", settings.mesh.gatewayApiChannel]);
}

describe.each(stacks)("$name", ({ settings }) => {
  const { target, waypoint } = program(settings);
  const own = settings.mesh.canary ? `http|${settings.name}.` : "";
  const route = waypoint.routes?.find(({ filterChain }) => filterChain.includes(own));
  const cluster = waypoint.clusters?.find(({ name }) => name.includes(own));
  const threshold = cluster?.circuitBreakers.thresholds[0];

  it("binds the Service to the waypoint, through one kind of route", () => {
    expect(target.boundToWaypoint).toContain(settings.mesh.waypoint.name);
    // A canary's Service has a route of its own, Istio's default.
    expect(waypoint.routes).toHaveLength(settings.mesh.canary ? 2 : 1);
    const kind = settings.mesh.routes === "httpRoute" ? "HTTPRoute" : "VirtualService";
    expect(route?.object).toBe(`${kind} ${settings.namespace.name}/${settings.name}`);
  });

  it("retries as configured", () => {
    const { retries, mesh } = settings;
    if (mesh.routes === "httpRoute" && mesh.gatewayApiChannel === "standard") {
      return expect(route?.retrySetBy).toBe("istio-default");
    }
    if (retries.attempts === 0) return expect(route?.retryPolicy?.numRetries ?? 0).toBe(0);
    expect(route?.retrySetBy).toBe("user");
    expect(route?.retryPolicy?.numRetries).toBe(retries.attempts);
    const perTry = route?.retryPolicy?.perTryTimeout as string;
    expect(milliseconds(perTry)).toBe(milliseconds(retries.perTryTimeout ?? ""));
    if (mesh.routes === "virtualService" && retries.retryOn.includes("reset")) {
      expect(route?.retryPolicy?.retryOn).toContain("reset");
    }
  });

  it("shares calls between the versions by weight", () => {
    const { canary } = settings.mesh;
    if (!canary) return expect(route?.cluster).toBe(cluster?.name);
    expect(route?.cluster).toEqual([
      { name: cluster?.name, weight: 100 - canary.weight },
      { name: expect.stringContaining("-canary."), weight: canary.weight },
    ]);
  });

  it("limits the time of an answer only where that is configured", () => {
    if (settings.timeout === undefined) return expect(route?.timeout).toContain("no timeout");
    expect(milliseconds(route?.timeout ?? "")).toBe(milliseconds(settings.timeout));
  });

  it("admits what the configuration says, and bounds retries", () => {
    const admitted = admittedRequests(settings) ?? 2 ** 32 - 1;
    expect(threshold).toMatchObject({ maxRequests: admitted, maxPendingRequests: admitted });
    const { enabled, percent, minConcurrent } = settings.mesh.retryBudget;
    const budget = { budgetPercent: { value: percent }, minRetryConcurrency: minConcurrent };
    expect(threshold?.retryBudget).toEqual(enabled ? budget : undefined);
  });

  it("leaves failing servers alone as configured", () => {
    const { enabled, consecutiveErrors, consecutiveGatewayErrors, maxEjectionPercent } =
      settings.mesh.outlierDetection;
    expect(cluster?.lbPolicy).toBe("LEAST_REQUEST");
    if (!enabled) return expect(cluster?.outlierDetection).toBeNull();
    expect(cluster?.outlierDetection).toMatchObject({
      consecutive5xx: consecutiveErrors,
      consecutiveGatewayFailure: consecutiveGatewayErrors,
      maxEjectionPercent,
    });
  });

  it("enforces paths, callers and tokens", () => {
    const { enabled, paths, callers, jwt } = settings.authorization;
    const filters = waypoint.filterChains?.[0]?.httpFilters ?? [];
    expect(filters.includes("envoy.filters.http.rbac")).toBe(enabled);
    expect(filters.includes("envoy.filters.http.jwt_authn")).toBe(enabled && jwt !== undefined);
    // A name with dots stands in a regular expression, where they are escaped.
    const rbac = JSON.stringify(waypoint.rbacFilters).replaceAll("\\", "");
    if (!enabled) return;
    for (const path of paths) expect(rbac).toContain(path.replace("*", ""));
    for (const caller of callers) expect(rbac).toContain(`/ns/${caller.replace("/", "/sa/")}`);
    if (jwt) expect(rbac).toContain(jwt.issuer);
  });
});
