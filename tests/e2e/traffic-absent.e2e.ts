import { describe, expect, it } from "vitest";
import type { SettingsInput } from "../../config/schema/settings";
import { renderedGroups } from "../support/rendered";
import { answers, HEALTHY, healthyWithout, MINUTES, type Values } from "./monitoring/cluster-series";
import { promtool } from "./monitoring/promtool";
import { testFile } from "./monitoring/test-file";

const NAME = "KokoroTrafficAbsent";
const DAY = 24 * 60;

/** The forms that the alert takes: how long a silence it waits for, and how loudly it then tells. */
const FORMS = {
  "with the synthetic check": { config: { monitoring: true, smoke: true }, severity: "warning", window: 45 },
  "without it": { config: { monitoring: true }, severity: "info", window: DAY },
  "without it, scraped by others": {
    config: { monitoring: { enabled: true, podMonitor: false } },
    severity: "info",
    window: DAY,
  },
} satisfies Record<string, { config: SettingsInput; severity: string; window: number }>;

/** The waypoint's series of a whole cluster, which ends some minutes before the question. */
function ending(minutes: number, silence: number): Values {
  const asking = minutes - silence;
  const requests = Object.keys(HEALTHY).filter((series) => series.startsWith("istio_requests_total"));
  return {
    ...lasting(minutes, healthyWithout("istio_")),
    ...Object.fromEntries(requests.map((series) => [series, `0+60x${asking} ${60 * asking}+0x${silence}`])),
  };
}

function lasting(minutes: number, values: Values): Values {
  return Object.fromEntries(
    Object.entries(values).map(([series, text]) => [series, text.replaceAll(`x${MINUTES}`, `x${minutes}`)]),
  );
}

/** The alert alone: a day of minutes for all rules takes promtool a quarter of a minute. */
function rulesFile(config: SettingsInput) {
  const rules = renderedGroups(config).flatMap((group) => group.rules.filter(({ alert }) => alert === NAME));
  expect(rules).toHaveLength(1);
  return { groups: [{ name: NAME, rules }] };
}

async function expectState(
  { config, severity }: (typeof FORMS)[keyof typeof FORMS],
  { series, minutes, state }: { series: Values; minutes: number; state: "firing" | "pending" | undefined },
): Promise<void> {
  const alert = `count by (severity, alertstate) (ALERTS{alertname="${NAME}"})`;
  const labels = `{severity="${severity}", alertstate="${state}"}`;
  const expectation = { expr: alert, exp_samples: state ? [{ labels, value: 1 }] : [] };
  const files = {
    "rules.yaml": rulesFile(config),
    "test.yaml": testFile(series, [expectation], [], minutes),
  };
  const { ok, output } = await promtool(["test", "rules", "test.yaml"], files);
  expect(ok, output).toBe(true);
}

describe.each(Object.entries(FORMS))(`${NAME} %s`, (_, form) => {
  const minutes = form.window + 120;

  it("is silent while requests come", () =>
    expectState(form, { series: ending(minutes, 0), minutes, state: undefined }));

  it("is silent as long as the last request is in its window", () =>
    expectState(form, { series: ending(minutes, form.window - 5), minutes, state: undefined }));

  it("waits a while before it tells", () =>
    expectState(form, { series: ending(minutes, form.window + 5), minutes, state: "pending" }));

  it("fires when the last request is longer ago", () =>
    expectState(form, { series: ending(minutes, form.window + 15), minutes, state: "firing" }));

  it("fires where there never was a request", () =>
    expectState(form, { series: lasting(minutes, healthyWithout("istio_")), minutes, state: "firing" }));

  it("fires in an empty Prometheus: no data is not health", () =>
    expectState(form, { series: { unrelated: `1+0x${minutes}` }, minutes, state: "firing" }));

  it("fires where all that comes is no speech", () => {
    const probes = lasting(minutes, answers(60, { code: "200", audio: "other" }));
    return expectState(form, { series: probes, minutes, state: "firing" });
  });

  it("fires where the waypoint does not tell speech from other requests", () => {
    const [series = ""] = Object.keys(answers(60, { code: "200" }));
    const unlabelled = series.replace(',kokoro_audio="full"', "");
    expect(unlabelled).not.toBe(series);
    return expectState(form, { series: { [unlabelled]: `0+60x${minutes}` }, minutes, state: "firing" });
  });
});
