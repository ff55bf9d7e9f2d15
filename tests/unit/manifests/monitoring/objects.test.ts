import { describe, expect, it } from "vitest";
import { parseSettings } from "../../../../config/parse";
import type { SettingsInput } from "../../../../config/schema/settings";
import { manifests } from "../../../../manifests";
import { fileOf } from "../../../../manifests/manifest";
import { renderedDashboard, renderedGroups, renderedObject } from "../../../support/rendered";

const ON = { monitoring: true, smoke: true } as const;

function files(config: SettingsInput): string[] {
  return manifests(parseSettings(config).settings).map(fileOf);
}

describe("monitoring", () => {
  it("is not deployed unless asked for, because its kinds may not exist", () => {
    expect(files({}).filter((file) => /monitor|prometheus|telemetry|dashboard|smoke/.test(file))).toEqual([]);
  });

  it("brings its objects, and the check its own", () => {
    const before = new Set(files({}));
    expect(files(ON).filter((file) => !before.has(file))).toEqual([
      "app/telemetry.yaml",
      "app/podmonitor.yaml",
      "app/prometheusrule.yaml",
      "app/configmap-dashboard.yaml",
      "app/networkpolicy-smoke.yaml",
      "app/serviceaccount-smoke.yaml",
      "app/configmap-smoke.yaml",
      "app/cronjob-smoke.yaml",
    ]);
  });

  it("scrapes the pods that Istio makes for the waypoint", () => {
    expect(renderedObject(ON, "podmonitor.yaml").spec).toMatchObject({
      selector: { matchLabels: { "gateway.networking.k8s.io/gateway-name": "kokoro-api-waypoint" } },
      podMetricsEndpoints: [{ port: "http-envoy-prom", path: "/stats/prometheus" }],
    });
  });

  it("asks for the waypoint's own job only where it scrapes the waypoint itself", () => {
    const selects = (podMonitor: boolean) =>
      JSON.stringify(renderedGroups({ monitoring: { enabled: true, podMonitor }, smoke: true })).includes(
        "{job=",
      );
    expect([selects(true), selects(false)]).toEqual([true, false]);
  });

  it("puts the labels by which Prometheus selects on both kinds", () => {
    const config = { monitoring: { enabled: true, labels: { release: "prometheus" } }, smoke: true };
    for (const file of ["podmonitor.yaml", "prometheusrule.yaml"])
      expect(renderedObject<{ metadata: object }>(config, file).metadata).toMatchObject({
        labels: { release: "prometheus" },
      });
  });

  it("has no dashboard where none is wanted", () => {
    expect(files({ ...ON, monitoring: { enabled: true, dashboard: false } })).not.toContain(
      "app/configmap-dashboard.yaml",
    );
  });

  it("counts the budget from the objective", () => {
    const text = JSON.stringify(
      renderedGroups({ monitoring: { enabled: true, objective: 99 }, smoke: true }),
    );
    expect(text).toContain("> (14.4 * 0.01)");
    expect(text).toContain("The objective is 99 % success.");
  });

  it.each([
    ["20s", 30],
    ["30s", 30],
    ["31s", 60],
    ["2h", 3600],
    [undefined, 300],
  ])("alerts on slow answers from the bound that the histogram has: %s is %i s", (slowAnswer, bound) => {
    const rules = renderedGroups({ monitoring: { enabled: true, slowAnswer }, smoke: true }).flatMap(
      (group) => group.rules,
    );
    const { expr, annotations } = rules.find(({ alert }) => alert === "KokoroSlowAnswers") ?? {};
    expect(expr).toContain(`le=~"${bound * 1000}(`);
    expect(annotations?.description).toContain(`longer than ${bound} s`);
  });
});

describe("dollar signs of others", () => {
  it.each(["telemetry.yaml", "prometheusrule.yaml", "configmap-dashboard.yaml", "configmap-smoke.yaml"])(
    "are kept from Flux in %s",
    (file) => {
      expect(renderedObject<{ metadata: object }>(ON, file).metadata).toMatchObject({
        annotations: { "kustomize.toolkit.fluxcd.io/substitute": "disabled" },
      });
    },
  );

  it("stand in no object of ours that Flux would substitute", () => {
    const open = manifests(parseSettings(ON).settings).filter(
      ({ object }) => object.metadata.annotations?.["kustomize.toolkit.fluxcd.io/substitute"] !== "disabled",
    );
    expect(open.filter(({ object }) => JSON.stringify(object).includes("${"))).toEqual([]);
  });
});

describe("the dashboard", () => {
  const { panels, templating } = renderedDashboard(ON);

  it("gives every panel a number and a place of its own", () => {
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, at) => `${x + (at % w)},${y + Math.floor(at / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
    expect(Math.max(...panels.map(({ gridPos }) => gridPos.x + gridPos.w))).toBe(24);
  });

  it("uses only variables that it has or Grafana brings", () => {
    const used = [...JSON.stringify(panels).matchAll(/\$\{?([A-Za-z_]+)/g)].map(([, name]) => name);
    const known = new Set([...templating.list.map(({ name }) => name), "__rate_interval"]);
    expect(used.length).toBeGreaterThan(0);
    expect(used.filter((name) => !known.has(name ?? ""))).toEqual([]);
  });

  it("covers traffic, errors, first byte, in-flight requests, replicas and resources", () => {
    expect(panels.map(({ title }) => title)).toEqual(
      expect.arrayContaining([
        "Requests by status",
        "Failures by kind",
        "First byte: run time of the synthetic check",
        "Requests in flight",
        "Replicas",
        "CPU (cores)",
        "Memory",
      ]),
    );
  });
});
