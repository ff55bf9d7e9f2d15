import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { parseSettings } from "../../../config/parse";
import { waypointParameters } from "../../../manifests/waypoint-parameters";

const folder = mkdtempSync(join(tmpdir(), "kokoro-patch-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** A Deployment with the names that Istio gives in its own: what the patch must keep. */
const DEPLOYMENT = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "kokoro-api-waypoint" },
  spec: {
    selector: { matchLabels: { "gateway.networking.k8s.io/gateway-name": "kokoro-api-waypoint" } },
    template: {
      spec: {
        containers: [{ name: "istio-proxy", image: "proxyv2", env: [{ name: "POD_NAME", value: "x" }] }],
        volumes: [{ name: "istio-data", emptyDir: {} }],
      },
    },
  },
};

interface Patched {
  readonly spec: {
    readonly replicas: number;
    readonly template: {
      readonly spec: Record<string, unknown> & { readonly containers: readonly object[] };
    };
  };
}

/** istiod merges the ConfigMap's text strategically, as kubectl does. */
it("merges into the waypoint's Deployment without taking anything away", () => {
  const { data } = waypointParameters(parseSettings({}).settings);
  writeFileSync(join(folder, "deployment.json"), JSON.stringify(DEPLOYMENT));
  writeFileSync(join(folder, "patch.yaml"), (data as { deployment: string }).deployment);
  const files = ["-f", join(folder, "deployment.json"), "--patch-file", join(folder, "patch.yaml")];
  const args = ["patch", "--local", "--type", "strategic", ...files, "-o", "json"];
  const { spec } = JSON.parse(execFileSync("kubectl", args).toString("utf8")) as Patched;
  expect(spec.replicas).toBe(2);
  expect(spec.template.spec.containers).toEqual([
    {
      name: "istio-proxy",
      image: "proxyv2",
      env: expect.arrayContaining([
        { name: "POD_NAME", value: "x" },
        { name: "EXIT_ON_ZERO_ACTIVE_CONNECTIONS", value: "true" },
      ]),
    },
  ]);
  expect(spec.template.spec).toMatchObject({
    securityContext: { seccompProfile: { type: "RuntimeDefault" } },
    terminationGracePeriodSeconds: 310,
    volumes: [{ name: "istio-data", emptyDir: {} }],
  });
});
