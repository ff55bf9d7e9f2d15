import { describe, expect, it } from "vitest";
import { renderedDashboard, renderedGroups } from "../support/rendered";
import { answers, HEALTHY, OOM_KILLED, RESTARTS, steady, type Values } from "./monitoring/cluster-series";
import { promtool } from "./monitoring/promtool";
import { BURN } from "./monitoring/request-scenarios";
import { type Expectation, testFile } from "./monitoring/test-file";

const config = {
  monitoring: true,
  smoke: true,
  mesh: { canary: { weight: 50, image: { tag: "v0.9.0" } } },
} as const;

const CANARY = "kokoro-api-canary";
const ofCanary = (series: string) => series.replaceAll("kokoro-api-6d5f", "kokoro-api-canary-7c6b");
const deployment = (figure: string, name = CANARY) =>
  `kube_deployment_${figure}{namespace="ai-services",deployment="${name}"}`;

/** Both versions are well, and share the calls. */
const WELL: Values = {
  ...HEALTHY,
  ...answers(60, { code: "200", service: CANARY }),
  [deployment("spec_replicas")]: steady(1),
  [deployment("status_replicas_available")]: steady(1),
  [ofCanary(RESTARTS)]: steady(1),
};

/** What is wrong with the second version -> the series, and what fires. */
const CASES: Readonly<Record<string, { series: Values; firing: Readonly<Record<string, number>> }>> = {
  "nothing at all": { series: WELL, firing: {} },
  "half of all calls fail there": {
    series: {
      ...WELL,
      ...answers(0, { code: "200", service: CANARY }),
      ...answers(60, { code: "503", flags: "UF", service: CANARY }),
    },
    firing: { ...BURN, "KokoroErrorBudgetBurn warning": 2 },
  },
  "it answers without audio": {
    series: { ...WELL, ...answers(10, { code: "200", audio: "short", service: CANARY }) },
    firing: { ...BURN, "KokoroShortAudio warning": 1 },
  },
  "it restarts again and again": {
    series: { ...WELL, [ofCanary(RESTARTS)]: "1+0x200 2+0x9 3+0x9 4+0x9 5+0x9" },
    firing: { "KokoroServerRestarting warning": 1 },
  },
  "it is killed for its memory": {
    series: { ...WELL, [ofCanary(RESTARTS)]: "1+0x220 2+0x20", [ofCanary(OOM_KILLED)]: "0+0x220 1+0x20" },
    firing: { "KokoroServerOutOfMemory warning": 1 },
  },
  "it has no server": {
    series: { ...WELL, [deployment("status_replicas_available")]: steady(0) },
    firing: { "KokoroServerUnavailable critical": 1, "KokoroReplicasMissing warning": 1 },
  },
};

const rules = { groups: renderedGroups(config) };

async function expectSamples(series: Values, expectations: readonly Expectation[]): Promise<void> {
  const files = { "rules.yaml": rules, "test.yaml": testFile(series, expectations) };
  const { ok, output } = await promtool(["test", "rules", "test.yaml"], files);
  expect(ok, output).toBe(true);
}

describe("with a second version", () => {
  it.each(Object.entries(CASES))("the alerts see it: %s", (_, { series, firing }) =>
    expectSamples(series, [
      {
        expr: 'count by (alertname, severity) (ALERTS{alertstate="firing"})',
        exp_samples: Object.entries(firing).map(([text, value]) => {
          const [name, severity] = text.split(" ");
          return { labels: `{alertname="${name}", severity="${severity}"}`, value };
        }),
      },
    ]),
  );

  it("half of all calls failing there is half of the calls failed", () =>
    expectSamples(CASES["half of all calls fail there"]?.series ?? {}, [
      {
        expr: "round(max(kokoro:speech_failures:ratio_rate1h), 0.0001)",
        exp_samples: [{ labels: "{}", value: 0.5 }],
      },
    ]));

  it("an app of another name is none of it", () =>
    expectSamples(
      {
        ...WELL,
        ...answers(600, { code: "503", flags: "UF", service: "kokoro-api-other" }),
        [deployment("spec_replicas", "kokoro-api-other")]: steady(3),
        [deployment("status_replicas_available", "kokoro-api-other")]: steady(0),
      },
      [{ expr: 'count(ALERTS{alertstate="firing"})', exp_samples: [] }],
    ));

  it("the dashboard shows both versions", () => {
    const { panels } = renderedDashboard(config);
    const replicas = panels.find(({ title }) => title === "Replicas")?.targets ?? [];
    const expectations = replicas.map(({ expr }) => ({
      expr: `count(${expr})`,
      exp_samples: [{ labels: "{}", value: 2 }],
    }));
    expect(expectations).toHaveLength(2);
    return expectSamples(WELL, expectations);
  });
});
