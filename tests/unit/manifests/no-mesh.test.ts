import { describe, expect, it } from "vitest";
import { parseSettings } from "../../../config/parse";
import type { SettingsInput } from "../../../config/schema/settings";
import { manifests } from "../../../manifests";

const ROUTE: SettingsInput = {
  ingress: { kind: "gatewayApi", gateway: "infra/public", hosts: ["kokoro.example.test"] },
};

describe("mesh: false", () => {
  it.each<[string, SettingsInput]>([
    ["by default", {}],
    ["with a route from outside", ROUTE],
    ["in a namespace of others", { namespace: { name: "shared", create: false } }],
    ["with the check, and Cilium's policies", { smoke: true, networkPolicy: "cilium" }],
  ])("renders nothing that Istio or its absence could stumble over: %s", (_, config) => {
    const { settings, warnings } = parseSettings({ replicas: 3, ...config, mesh: false });
    const objects = manifests(settings).map(({ object }) => object);
    expect(objects.map(({ kind }) => kind)).toContain("Deployment");
    expect(objects.filter(({ apiVersion }) => apiVersion.includes("istio.io"))).toEqual([]);
    expect(objects.filter(({ kind }) => kind === "Gateway")).toEqual([]);
    const labels = JSON.stringify(objects.map(({ metadata, spec }) => [metadata, spec]));
    expect(labels).not.toContain("istio.io/");
    expect(warnings.map(({ key }) => key)).not.toContain("mesh.waypoint");
  });

  it("is the same as mesh: {enabled: false}", () => {
    expect(parseSettings({ mesh: false })).toEqual(parseSettings({ mesh: { enabled: false } }));
  });
});
