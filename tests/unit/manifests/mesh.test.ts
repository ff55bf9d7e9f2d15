import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { parseSettings } from "../../../config/parse";
import type { Settings, SettingsInput } from "../../../config/schema/settings";
import { manifests } from "../../../manifests";
import { gatewayDuration } from "../../../manifests/http-route";
import type { KubernetesObject } from "../../../manifests/kubernetes";
import { fixtures, parseFixture } from "../../support/fixtures";

function objects(config: SettingsInput): KubernetesObject[] {
  return ofSettings(parseSettings(config).settings);
}

function ofSettings(settings: Settings): KubernetesObject[] {
  return manifests(settings).map(({ object }) => object);
}

function kinds(list: readonly KubernetesObject[]): string[] {
  return list.map(({ kind, metadata }) => `${kind}/${metadata.name}`);
}

/** The patches for Istio's template of the waypoint. */
function patches(config: SettingsInput): Record<string, string> {
  const found = objects(config).find(({ metadata }) => metadata.name.endsWith("-parameters"));
  return (found?.data ?? {}) as Record<string, string>;
}

describe.each(fixtures("valid"))("$name", (fixture) => {
  const result = parseFixture(fixture);
  const list = result.ok ? ofSettings(result.settings) : [];

  it("never renders two kinds of route for the mesh", () => {
    const routes = kinds(list).filter((name) => /^(VirtualService|HTTPRoute)\/kokoro-api$/.test(name));
    expect(routes.length).toBeLessThanOrEqual(1);
  });

  it("selects no waypoint pod with the Service or a policy of the server", () => {
    const gateway = list.find(({ kind }) => kind === "Gateway");
    const waypoint = result.ok ? result.settings.mesh.waypoint : undefined;
    expect(gateway !== undefined).toBe(waypoint?.enabled === true && waypoint.create);
    const labels = (gateway?.spec as { infrastructure: { labels: object } } | undefined)?.infrastructure
      .labels;
    expect(JSON.stringify(labels ?? {})).not.toContain('"app"');
  });

  it("names each object of a kind once", () => {
    expect(new Set(kinds(list)).size).toBe(list.length);
  });
});

describe("the waypoint", () => {
  it("has two pods and a budget that keeps one", () => {
    const { deployment = "", podDisruptionBudget = "" } = patches({});
    expect(parse(deployment)).toMatchObject({ spec: { replicas: 2 } });
    expect(parse(podDisruptionBudget)).toEqual({ spec: { maxUnavailable: 1 } });
  });

  it("keeps a name of digits a text in the patches, as a label's value must be", () => {
    const { deployment = "" } = patches({ mesh: { waypoint: { name: "0123" } } });
    expect(parse(deployment, { version: "1.1" }).spec.template.spec.topologySpreadConstraints).toMatchObject([
      { labelSelector: { matchLabels: { "gateway.networking.k8s.io/gateway-name": "0123" } } },
    ]);
  });

  it("has no budget over one pod, which would block every drain", () => {
    const { deployment = "", podDisruptionBudget } = patches({ mesh: { waypoint: { replicas: 1 } } });
    expect(parse(deployment)).toMatchObject({ spec: { replicas: 1 } });
    expect(podDisruptionBudget).toBeUndefined();
  });

  it("may stop as slowly as the longest answer", () => {
    const { deployment = "" } = patches({ longestRequest: "600s" });
    expect(parse(deployment)).toMatchObject({
      spec: { template: { spec: { terminationGracePeriodSeconds: 610 } } },
    });
  });
});

describe("the retry policy web", () => {
  const { settings } = parseSettings({ retries: "web" });

  it("has the usual figures", () => {
    expect(settings.retries).toMatchObject({ attempts: 3, perTryTimeout: "30s" });
    expect(settings.retries.retryOn).toEqual(["5xx", "reset", "connect-failure", "refused-stream"]);
    expect(settings.timeout).toBe("90s");
  });

  it("gives way to figures that are set", () => {
    const { settings: set } = parseSettings({ retries: { policy: "web", attempts: 1 }, timeout: "60s" });
    expect([set.retries.attempts, set.retries.perTryTimeout, set.timeout]).toEqual([1, "30s", "60s"]);
  });
});

describe("authorization", () => {
  it("admits the ingress gateway beside the callers that are named", () => {
    const list = objects({
      ingress: { kind: "istio", workload: "edge", hosts: ["kokoro.example.com"] },
      authorization: { callers: ["web-apps"] },
    });
    const policy = list.find(({ kind }) => kind === "AuthorizationPolicy");
    expect(JSON.stringify(policy)).toContain('{"namespaces":["edge"]}');
  });

  it("admits the pods that Istio deploys for a Gateway of the Gateway API, and no others beside it", () => {
    const list = objects({
      ingress: { kind: "gatewayApi", gateway: "network/external", hosts: ["kokoro.example.com"] },
      authorization: { callers: ["web-apps"] },
    });
    const policy = JSON.stringify(list.find(({ kind }) => kind === "AuthorizationPolicy"));
    expect(policy).toContain("*/ns/network/sa/external-istio");
    expect(policy).not.toContain('["network"]');
  });

  it("admits our own check and batch beside the callers that are named", () => {
    const list = objects({
      smoke: { enabled: true },
      batch: { enabled: true, items: [{ input: "Hello." }] },
      authorization: { callers: ["web-apps"] },
    });
    const policy = JSON.stringify(list.find(({ kind }) => kind === "AuthorizationPolicy"));
    for (const { metadata } of list.filter(({ kind }) => kind === "ServiceAccount")) {
      if (metadata.name !== "kokoro-api") expect(policy).toContain(`*/ns/ai-services/sa/${metadata.name}`);
    }
    expect(policy.match(/\/sa\//g)).toHaveLength(2);
  });

  it("asks for the same tokens at the Service of a canary", () => {
    const list = objects({
      mesh: { canary: { weight: 10, replicas: 2, image: { tag: "v0.9.0" } } },
      authorization: { jwt: { issuer: "https://auth.example.com" } },
    });
    const asked = list.filter(({ kind }) => kind === "RequestAuthentication");
    expect(asked.map(({ metadata }) => metadata.name)).toEqual(["kokoro-api", "kokoro-api-canary"]);
    const policy = list.find(
      ({ kind, metadata }) => kind === "AuthorizationPolicy" && metadata.name === "kokoro-api-canary",
    );
    expect(JSON.stringify(policy)).toContain(
      '"from":[{"source":{"requestPrincipals":["https://auth.example.com/*"]}}]',
    );
  });

  it("renders nothing where it is off", () => {
    expect(kinds(objects({ authorization: false })).join()).not.toContain("AuthorizationPolicy");
  });
});

it.each([
  ["1.5s", "1s500ms"],
  ["90s", "1m30s"],
  ["2h", "2h"],
  ["250ms", "250ms"],
])("writes the duration %s as Gateway API's %s", (duration, expected) => {
  expect(gatewayDuration(duration)).toBe(expected);
});
