import { expect, it } from "vitest";
import { recentRequests } from "../../client/smoke/story-4-monitoring";
import { promtool } from "./monitoring/promtool";
import { testFile } from "./monitoring/test-file";

const MINUTES = 60;
const METRIC = "istio_requests_total";
const query = recentRequests(METRIC, "kokoro-api", "ai-services");

function counted(values: string, reporter = "waypoint", namespace = "ai-services") {
  const labels = `reporter="${reporter}",destination_service_name="kokoro-api",destination_service_namespace="${namespace}"`;
  return { [`${METRIC}{${labels}}`]: values };
}

it.each([
  ["requests that come all the time", counted(`0+2x${MINUTES}`), 30],
  ["requests of an hour ago are not counted", counted(`50x${MINUTES}`), 0],
  ["a series that is new counts whole", counted("_x58 20 20"), 20],
  ["a Service of that name elsewhere is another", counted(`0+2x${MINUTES}`, "waypoint", "other"), undefined],
  ["other proxies count the same requests", counted(`0+2x${MINUTES}`, "source"), undefined],
])("kokoro smoke's query: %s", async (_, series, value) => {
  const samples = value === undefined ? [] : [{ labels: "{}", value }];
  const test = testFile(series, [{ expr: query, exp_samples: samples }], [], MINUTES);
  const { ok, output } = await promtool(["test", "rules", "test.yaml"], {
    "rules.yaml": { groups: [] },
    "test.yaml": test,
  });
  expect(ok, output).toBe(true);
});
