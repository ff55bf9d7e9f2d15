import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { applyWithFlux, kokoro, kubectl, removeFromFlux, writeProject } from "./flux/repository";

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

describe("text with dollars, applied by Flux with strict substitution", () => {
  const folder = mkdtempSync(join(tmpdir(), "kokoro-e2e-text-"));
  const state = join(folder, "source");

  beforeAll(async () => {
    const root = join(folder, "repository");
    const project = writeProject(folder, {
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
    });
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
});

async function dataOf(name: string): Promise<unknown> {
  const { stdout } = await kubectl(["get", "configmap", name, "-n", NAMESPACE, "-o", "json"]);
  return JSON.parse(stdout).data;
}
