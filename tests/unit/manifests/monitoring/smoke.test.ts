import { describe, expect, it } from "vitest";
import type { SettingsInput } from "../../../../config/schema/settings";
import { renderedObject } from "../../../support/rendered";

interface Pod {
  metadata: { labels: Record<string, string> };
  spec: Record<string, unknown> & {
    containers: { image: string; resources: object; securityContext: object }[];
  };
}

interface CronJob {
  spec: { jobTemplate: { spec: { activeDeadlineSeconds: number; template: Pod } } };
}

function job(config: SettingsInput = {}) {
  return renderedObject<CronJob>({ smoke: true, ...config }, "cronjob-smoke.yaml").spec.jobTemplate.spec;
}

describe("the synthetic check's pod", () => {
  it("holds no token and no right", () => {
    const { spec } = job().template;
    expect(spec).toMatchObject({
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      restartPolicy: "Never",
      securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
      containers: [
        {
          resources: { limits: { cpu: "200m", memory: "128Mi" } },
          securityContext: {
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ["ALL"] },
          },
        },
      ],
    });
  });

  it("is not among the pods that the Service selects", () => {
    const { selector } = renderedObject<{ spec: { selector: Record<string, string> } }>(
      { smoke: true },
      "service.yaml",
    ).spec;
    const { labels } = job().template.metadata;
    expect(Object.entries(selector).every(([key, value]) => labels[key] === value)).toBe(false);
  });

  it("joins the mesh by itself in a namespace that is not ours", () => {
    const { labels } = job({ namespace: { name: "shared", create: false } }).template.metadata;
    expect(labels["istio.io/dataplane-mode"]).toBe("ambient");
  });

  it("uses the server's image, near a server, unless told otherwise", () => {
    const own = job().template.spec;
    expect(own.containers[0]?.image).toBe("ghcr.io/remsky/kokoro-fastapi-cpu:v0.8.0");
    expect(own.affinity).toBeDefined();
    const other = job({ smoke: { enabled: true, image: "docker.io/library/python:3.13-alpine" } }).template
      .spec;
    expect(other.containers[0]?.image).toBe("docker.io/library/python:3.13-alpine");
    expect(other.affinity).toBeUndefined();
  });

  it("may take as long as all its tries and the download of its image", () => {
    expect(job({ smoke: { enabled: true, timeout: "60s", retries: 2 } }).activeDeadlineSeconds).toBe(
      600 + 2 * 60 * 3,
    );
  });
});
