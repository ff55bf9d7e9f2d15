import { describe, expect, it } from "vitest";
import { renderedDashboard, renderedGroups } from "../support/rendered";
import { HEALTHY, MINUTES, RESTARTS } from "./monitoring/cluster-series";
import { promtool } from "./monitoring/promtool";
import type { Scenario } from "./monitoring/scenario";
import { scenarios } from "./monitoring/scenarios";
import { type Expectation, testFile } from "./monitoring/test-file";

const config = { monitoring: true, smoke: true } as const;
const groups = renderedGroups(config);
const rules = { groups };
function expectationsOf({ firing, failedShare }: Scenario): Expectation[] {
  const alerts: Expectation = {
    expr: 'count by (alertname, severity) (ALERTS{alertstate="firing"})',
    exp_samples: Object.entries(firing).map(([text, value]) => {
      const [name, severity] = text.split(" ");
      return { labels: `{alertname="${name}", severity="${severity}"}`, value };
    }),
  };
  if (failedShare === undefined) return [alerts];
  const share: Expectation = {
    // Rounded: the values are sums of binary fractions.
    expr: "round(max(kokoro:speech_failures:ratio_rate1h), 0.0001)",
    exp_samples: failedShare === null ? [] : [{ labels: "{}", value: Math.round(failedShare * 1e4) / 1e4 }],
  };
  return [alerts, share];
}

async function expectPass(
  files: Readonly<Record<string, unknown>>,
  command: readonly string[],
): Promise<void> {
  const { ok, output } = await promtool(command, files);
  expect(ok, output).toBe(true);
}

describe("the rendered rules in Prometheus' own tool", () => {
  it("are valid, without duplicates", () =>
    expectPass({ "rules.yaml": rules }, ["check", "rules", "--lint=all", "--lint-fatal", "rules.yaml"]));

  it.each(scenarios)("$claim", (scenario) =>
    expectPass({ "rules.yaml": rules, "test.yaml": testFile(scenario.series, expectationsOf(scenario)) }, [
      "test",
      "rules",
      "test.yaml",
    ]),
  );

  it("would fail on a wrong expectation", async () => {
    const wrong: Scenario = { claim: "", series: HEALTHY, firing: { "KokoroSaturated warning": 1 } };
    const files = { "rules.yaml": rules, "test.yaml": testFile(wrong.series, expectationsOf(wrong)) };
    expect((await promtool(["test", "rules", "test.yaml"], files)).ok).toBe(false);
  });

  it("have for each alert a scenario in which it fires", () => {
    const fired = new Set(scenarios.flatMap(({ firing }) => Object.keys(firing)));
    const wanted = groups.flatMap((group) =>
      group.rules.flatMap(({ alert, labels }) => (alert ? [`${alert} ${labels.severity}`] : [])),
    );
    expect([...fired].sort()).toEqual([...new Set(wanted)].sort());
  });

  it("fill their texts from the series", () => {
    const series = { ...HEALTHY, [RESTARTS]: "1+0x200 2+0x9 3+0x9 4+0x9 5+0x9" };
    const alerts = [
      {
        eval_time: `${MINUTES}m`,
        alertname: "KokoroServerRestarting",
        exp_alerts: [
          {
            exp_labels: {
              severity: "warning",
              app: "kokoro-api",
              namespace: "ai-services",
              container: "kokoro",
              pod: "kokoro-api-6d5f7c8b9d-x2x4z",
            },
            exp_annotations: {
              summary: "ai-services/kokoro-api: a server restarts again and again",
              description:
                "Pod kokoro-api-6d5f7c8b9d-x2x4z restarted 4 times in an hour. Each restart cuts the answer under way. Runbook: KokoroServerRestarting.md",
            },
          },
        ],
      },
    ];
    return expectPass({ "rules.yaml": rules, "test.yaml": testFile(series, [], alerts) }, [
      "test",
      "rules",
      "test.yaml",
    ]);
  });
});

describe("the rendered dashboard in Prometheus' own tool", () => {
  it("shows something for every query of a healthy cluster, apart from failures", () => {
    const queries = renderedDashboard(config).panels.flatMap(({ title, targets = [] }) =>
      targets.map(({ expr }) => ({ title, expr: expr.replaceAll("$__rate_interval", "5m") })),
    );
    const expectations = queries.map(({ title, expr }) => ({
      expr: `count(${expr}) > bool 0`,
      exp_samples: title === "Failures by kind" ? [] : [{ labels: "{}", value: 1 }],
    }));
    expect(expectations.length).toBeGreaterThan(15);
    return expectPass({ "rules.yaml": rules, "test.yaml": testFile(HEALTHY, expectations) }, [
      "test",
      "rules",
      "test.yaml",
    ]);
  });
});
