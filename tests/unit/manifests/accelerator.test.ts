import { describe, expect, it } from "vitest";
import type { SettingsInput } from "../../../config/schema/settings";
import { podSpec } from "../../../manifests/pod";
import { settingsOf } from "../../support/settings";

const podOf = (input: SettingsInput) => podSpec(settingsOf(input));

function containerOf(input: SettingsInput) {
  const [container] = podOf(input).containers;
  return container as { env: { name: string; value: string }[]; resources: { limits: object } };
}

const envOf = (input: SettingsInput) =>
  Object.fromEntries(containerOf(input).env.map(({ name, value }) => [name, value]));

describe("accelerator alone decides everything", () => {
  it("cpu: the CPU image, uid 1000, no device, any architecture", () => {
    const pod = podOf({ accelerator: "cpu" });
    expect(pod.containers[0]).toMatchObject({
      image: "ghcr.io/remsky/kokoro-fastapi-cpu:v0.8.0",
      resources: { requests: { cpu: "500m", memory: "1Gi" }, limits: { cpu: "2000m", memory: "4Gi" } },
    });
    expect(pod.securityContext.runAsUser).toBe(1000);
    expect(pod).not.toHaveProperty("runtimeClassName");
    expect(pod).not.toHaveProperty("nodeSelector");
    expect(pod).not.toHaveProperty("tolerations");
    expect(envOf({})).toMatchObject({ USE_GPU: "false", DEVICE_TYPE: "cpu" });
  });

  it("nvidia: the GPU image, uid 1001, one GPU, Talos' RuntimeClass, the GPU's taint", () => {
    const pod = podOf({ accelerator: "nvidia" });
    expect(pod.containers[0]).toMatchObject({
      image: "ghcr.io/remsky/kokoro-fastapi-gpu:v0.8.0",
      resources: { limits: { "nvidia.com/gpu": "1", memory: "6Gi" } },
    });
    expect(pod).toMatchObject({
      runtimeClassName: "nvidia",
      tolerations: [{ key: "nvidia.com/gpu", operator: "Exists", effect: "NoSchedule" }],
      securityContext: { runAsUser: 1001, fsGroup: 1001 },
      terminationGracePeriodSeconds: 70,
    });
    expect(pod).not.toHaveProperty("nodeSelector");
    expect(envOf({ accelerator: "nvidia" })).toMatchObject({ USE_GPU: "true", DEVICE_TYPE: "cuda" });
  });

  it("rocm: amd64 only, the device groups, MIOpen's two caches writable, no download at start", () => {
    const pod = podOf({ accelerator: "rocm" });
    expect(pod).toMatchObject({
      nodeSelector: { "kubernetes.io/arch": "amd64" },
      securityContext: { runAsUser: 1001, supplementalGroups: [44, 993, 996] },
    });
    expect(pod.containers[0]?.volumeMounts).toEqual(
      expect.arrayContaining([
        { name: "miopen-config", mountPath: "/home/appuser/.config/miopen" },
        { name: "miopen-cache", mountPath: "/home/appuser/.cache/miopen" },
      ]),
    );
    expect(envOf({ accelerator: "rocm" })).toMatchObject({ HOME: "/home/appuser", DOWNLOAD_MODEL: "false" });
  });
});

describe("the GPU", () => {
  it.each([
    ["cu126", "v0.8.0-cu126", "amd64"],
    ["cu128", "v0.8.0-cu128", "amd64"],
    ["cu129", "v0.8.0-cu129-arm64", "arm64"],
  ] as const)("takes the build and the nodes of %s", (cuda, tag, architecture) => {
    const pod = podOf({ accelerator: "nvidia", gpu: { cuda } });
    expect(pod.containers[0]?.image).toBe(`ghcr.io/remsky/kokoro-fastapi-gpu:${tag}`);
    expect(pod).toMatchObject({ nodeSelector: { "kubernetes.io/arch": architecture } });
  });

  it("may be a MIG slice, a time slice or a share by HAMi", () => {
    const limits = (gpu: SettingsInput["gpu"]) =>
      containerOf({ accelerator: "nvidia", gpu }).resources.limits;
    expect(limits({ resource: "nvidia.com/mig-1g.10gb" })).toMatchObject({ "nvidia.com/mig-1g.10gb": "1" });
    expect(limits({ resource: "nvidia.com/gpu.shared" })).not.toHaveProperty(["nvidia.com/gpu"]);
    expect(limits({ hami: { memory: 4000, cores: 30 } })).toMatchObject({
      "nvidia.com/gpu": "1",
      "nvidia.com/gpumem": "4000",
      "nvidia.com/gpucores": "30",
    });
  });

  it("needs no RuntimeClass where the runtime is the node's default", () => {
    expect(podOf({ accelerator: "nvidia", gpu: { runtimeClass: "none" } })).not.toHaveProperty(
      "runtimeClassName",
    );
  });

  it("leaves what the user sets over its defaults", () => {
    const input = { accelerator: "nvidia", longestRequest: "5m" } as const;
    expect(podOf(input).terminationGracePeriodSeconds).toBe(310);
    expect(
      containerOf({ ...input, resources: { limits: { memory: "10Gi" } } }).resources.limits,
    ).toMatchObject({ cpu: "2000m", memory: "10Gi" });
  });
});
