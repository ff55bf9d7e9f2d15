import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseSettings } from "../../config/parse";
import type { SettingsInput } from "../../config/schema/settings";
import { manifests } from "../../manifests";
import type { KubernetesObject } from "../../manifests/kubernetes";
import { fileOf } from "../../manifests/manifest";
import { withoutFlux } from "../../render/flux-text";
import { applyWithFlux, kokoro, removeFromFlux, writeProject } from "./flux/repository";
import { kubectl } from "./support/cluster";
import { configOf } from "./support/fixtures";

const NAMESPACE = "flux-text";

/** Written by the user in objects of the user's own; the text must arrive to the letter. */
const TEXTS = {
  dollar: "costs $5, $",
  doubled: "$$ and $$$ and $$$$",
  shell: 'echo "${1:-none} ${#list[@]} ${x} $PATH $(id) $$"',
  escaped: "$${x} $$${x} $${SECRET_DOMAIN}",
  promql: 'sum(rate(istio_requests_total{app=~"$app"}[${__rate_interval}])) / $__range_s',
  grafana: '{"datasource": "${DS_PROMETHEUS}", "title": "${app:regex} $app [[app]]"}',
  broken: "${ and ${} and ${a-b}",
  lines: "#!/bin/sh\nset -eu\nfor each in ${list:=a b}; do\n  echo $${each} \\$each\ndone\n",
};

const CONFIG: SettingsInput = {
  namespace: NAMESPACE,
  env: {
    BASE_URL: "https://kokoro.${SECRET_DOMAIN}",
    LITERAL: "$${SECRET_DOMAIN} $$ $(POD_IP) $5 $${x:-y}",
  },
  extraManifests: [
    { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "annotated" }, data: TEXTS },
    {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "escaped" },
      data: { ...TEXTS, domain: "kokoro.${SECRET_DOMAIN}" },
    },
  ],
  ...configOf("monitoring-with-smoke"),
};

describe("text with dollars, applied by Flux with strict substitution", () => {
  const folder = mkdtempSync(join(tmpdir(), "kokoro-e2e-text-"));
  const state = join(folder, "source");

  beforeAll(async () => {
    const root = join(folder, "repository");
    const project = writeProject(folder, CONFIG);
    await kokoro("render", project, root);
    await applyWithFlux(root, state, ["kokoro-api"]);
  });
  afterAll(async () => {
    await removeFromFlux(state, NAMESPACE);
    rmSync(folder, { recursive: true, force: true });
  });

  it("arrives to the letter in an object without variables", async () => {
    expect(await dataOf("annotated")).toEqual(TEXTS);
  });

  it("arrives to the letter beside a variable, which is filled in", async () => {
    expect(await dataOf("escaped")).toEqual({ ...TEXTS, domain: "kokoro.home.example.test" });
  });

  it("arrives in the server's environment as the configuration means it", async () => {
    const { stdout } = await kubectl(["get", "deployment", "kokoro-api", "-n", NAMESPACE, "-o", "json"]);
    const { env } = JSON.parse(stdout).spec.template.spec.containers[0];
    expect(env).toContainEqual({ name: "BASE_URL", value: "https://kokoro.home.example.test" });
    expect(env).toContainEqual({ name: "LITERAL", value: "${SECRET_DOMAIN} $$ $(POD_IP) $5 ${x:-y}" });
  });

  it.each([
    ["PrometheusRule", "app/prometheusrule.yaml"],
    ["PodMonitor", "app/podmonitor.yaml"],
    ["Telemetry", "app/telemetry.yaml"],
    ["CronJob", "app/cronjob-smoke.yaml"],
  ])("arrives to the letter in the %s of the monitoring", async (kind, file) => {
    const { spec, metadata } = registered(file);
    const arrived = await objectOf(kind, metadata.name);
    // What the API server adds of its own is no loss.
    expect(arrived.spec).toMatchObject(spec ?? {});
    expect(arrived.metadata.labels).toMatchObject(metadata.labels ?? {});
  });

  it("arrives to the letter in every expression and text of the alerts", async () => {
    const rulesOf = ({ spec }: Registered) => (spec as { groups: unknown }).groups;
    const ours = rulesOf(registered("app/prometheusrule.yaml"));
    expect(JSON.stringify(ours)).toContain("$value");
    expect(rulesOf(await objectOf("PrometheusRule", "kokoro-api"))).toEqual(ours);
  });

  it.each([
    ["dashboard", "kokoro-api-dashboard", "${datasource}"],
    ["script of the check", "kokoro-api-smoke", "import http.client"],
  ])("arrives byte for byte in the %s", async (_, name, sign) => {
    const { data } = registered(`app/configmap-${name.replace("kokoro-api-", "")}.yaml`);
    expect(JSON.stringify(data)).toContain(sign);
    expect(await dataOf(name)).toEqual(data);
  });
});

type Registered = KubernetesObject & { readonly spec?: object; readonly data?: object };

/** The object that `pulumi up` would register for a file of the tree. */
function registered(file: string): Registered {
  const manifest = manifests(parseSettings(CONFIG).settings).find((each) => fileOf(each) === file);
  if (!manifest) throw new Error(`${file} is not among the manifests`);
  return withoutFlux(manifest);
}

async function objectOf(kind: string, name: string): Promise<Registered> {
  const { stdout } = await kubectl(["get", kind, name, "-n", NAMESPACE, "-o", "json"]);
  return JSON.parse(stdout) as Registered;
}

async function dataOf(name: string): Promise<unknown> {
  return (await objectOf("ConfigMap", name)).data;
}
