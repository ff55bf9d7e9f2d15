import { describe, expect, it } from "vitest";
import type { SettingsInput } from "../../config/schema/settings";
import { renderedObject } from "../support/rendered";
import { promtool } from "./monitoring/promtool";
import { testFile } from "./monitoring/test-file";
import { programmed } from "./traffic/istio";

const scaling = { kind: "keda", max: 9, prometheus: "http://prometheus.monitoring:9090" } as const;
const MINUTES = 10;

interface Scaled {
  readonly spec: { readonly triggers: readonly { readonly metadata: { readonly query: string } }[] };
}
const queryOf = (config: SettingsInput) =>
  renderedObject<Scaled>(config, "scaledobject.yaml").spec.triggers[0]?.metadata.query ?? "";

const OURS = { job: "ai-services/kokoro-api-waypoint", instance: "10.0.0.1:15090", pod: "waypoint-1" };
/** By the annotation prometheus.io/scrape, which Istio writes on every proxy. */
const OTHERS = { ...OURS, job: "kubernetes-pods", instance: "10.0.0.1:15020" };
const text = (labels: object) =>
  Object.entries(labels)
    .map(([name, value]) => `${name}="${value}"`)
    .join(",");

function active(requests: number, scrape: object, service = "kokoro-api") {
  const cluster = `inbound-vip|8880|http|${service}.ai-services.svc.cluster.local`;
  return {
    [`envoy_cluster_upstream_rq_active{${text({ ...scrape, cluster_name: cluster })}}`]: `${requests}x${MINUTES}`,
  };
}

/** Nothing has ended: the sum of durations stands still. */
function ended(scrape: object, millisecondsEach = 0) {
  const destination = {
    reporter: "waypoint",
    destination_service: "kokoro-api.ai-services.svc.cluster.local",
  };
  const series = `istio_request_duration_milliseconds_sum{${text({ ...scrape, ...destination })}}`;
  return { [series]: `0+${millisecondsEach}x${MINUTES}` };
}

async function expectInFlight(config: SettingsInput, series: Record<string, string>, value?: number) {
  const samples = value === undefined ? [] : [{ labels: "{}", value }];
  const test = testFile(series, [{ expr: queryOf(config), exp_samples: samples }], [], MINUTES);
  const files = { "rules.yaml": { groups: [] }, "test.yaml": test };
  const { ok, output } = await promtool(["test", "rules", "test.yaml"], files);
  expect(ok, output).toBe(true);
}

describe.each<[string, SettingsInput]>([
  ["scraped by our PodMonitor", { scaling, monitoring: true, smoke: true }],
  ["scraped by others", { scaling }],
])("requests in flight, %s", (_, config) => {
  it("are counted while they run, before any has ended", () =>
    expectInFlight(config, { ...active(9, OURS), ...ended(OURS) }, 9));

  it("are not doubled by a second scrape", () =>
    expectInFlight(
      config,
      { ...active(9, OURS), ...active(9, OTHERS), ...ended(OURS), ...ended(OTHERS) },
      9,
    ));

  it("are those of all waypoint pods", () => {
    const second = { ...OURS, instance: "10.0.0.2:15090", pod: "waypoint-2" };
    return expectInFlight(config, { ...active(4, OURS), ...active(5, second) }, 9);
  });

  it("are none of another Service behind the waypoint", () =>
    expectInFlight(config, { ...active(2, OURS), ...active(7, OURS, "kokoro-api-canary") }, 2));

  it("are the seconds of answer a second where the waypoint keeps no gauge", () =>
    expectInFlight(config, { ...ended(OURS, 180_000), ...ended(OTHERS, 180_000) }, 3));

  it("are unknown where nothing is scraped", () => expectInFlight(config, {}));
});

describe("the waypoint", () => {
  interface Gateway {
    readonly spec: { readonly infrastructure: { readonly annotations?: Readonly<Record<string, string>> } };
  }
  const annotations = (config: SettingsInput) =>
    renderedObject<Gateway>(config, "gateway.yaml").spec.infrastructure.annotations;

  it("keeps the gauge of the cluster that Istio programs, and the PodMonitor too", () => {
    const { raw } = programmed({ scaling }, ["--raw"]);
    const cluster = raw?.clusters.find(({ name }) => name?.startsWith("inbound-vip|8880|http|"));
    const stat = `cluster.${cluster?.altStatName}.upstream_rq_active`;
    const included = annotations({ scaling })?.["sidecar.istio.io/statsInclusionRegexps"] ?? "";
    expect(stat).toMatch(new RegExp(`^(?:${included})$`));
    const monitor = renderedObject({ scaling, monitoring: true, smoke: true }, "podmonitor.yaml");
    expect(JSON.stringify(monitor)).toContain("envoy_cluster_upstream_rq_active");
  });

  it("keeps none where nothing reads it", () => expect(annotations({})).toBeUndefined());
});
