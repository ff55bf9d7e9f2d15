import { describe, expect, it } from "vitest";
import { manifests } from "../../../components/manifests";
import { parseSettings } from "../../../config/parse";
import type { SettingsInput } from "../../../config/settings";
import { renderedObject } from "../../support/rendered";

type Batch = NonNullable<SettingsInput["batch"]>;

const ITEMS = [{ input: "Hello." }];

function job(batch: Partial<Batch> = {}) {
  const config = { batch: { enabled: true, items: ITEMS, ...batch } } as SettingsInput;
  return renderedObject<{
    metadata: { name: string };
    spec: { podFailurePolicy: object; template: { spec: { volumes: object[] } } };
  }>(config, "job-batch.yaml");
}

function kinds(batch: Batch): string[] {
  const { settings } = parseSettings({ batch });
  return manifests(settings).map(({ object }) => object.kind);
}

describe("the batch Job", () => {
  it("keeps its name while nothing changes, and gets another one for other items", () => {
    expect(job().metadata.name).toBe(job().metadata.name);
    expect(job().metadata.name).toMatch(/^kokoro-api-batch-[0-9a-f]{8}$/);
    expect(job({ items: [{ input: "Bye." }] }).metadata.name).not.toBe(job().metadata.name);
    expect(job({ concurrency: 2 }).metadata.name).not.toBe(job().metadata.name);
  });

  it("is not tried again where its items are wrong", () => {
    expect(job().spec.podFailurePolicy).toEqual({
      rules: [{ action: "FailJob", onExitCodes: { containerName: "batch", operator: "In", values: [2] } }],
    });
  });

  it("keeps the audio when the batch goes", () => {
    const claim = renderedObject<{ metadata: object }>(
      { batch: { enabled: true, items: ITEMS } },
      "persistentvolumeclaim-batch.yaml",
    );
    expect(claim.metadata).toMatchObject({
      annotations: { "kustomize.toolkit.fluxcd.io/prune": "disabled" },
    });
  });

  it("makes no claim where one is given, and reads a ConfigMap of the user's", () => {
    const batch = { enabled: true, configMap: "book-1", claim: "audio" };
    expect(kinds(batch)).not.toContain("PersistentVolumeClaim");
    expect(
      renderedObject<ReturnType<typeof job>>({ batch }, "job-batch.yaml").spec.template.spec.volumes,
    ).toEqual([
      { name: "script", configMap: { name: "kokoro-api-batch" } },
      { name: "audio", persistentVolumeClaim: { claimName: "audio" } },
      { name: "items", configMap: { name: "book-1" } },
    ]);
  });

  it("is not there unless asked for", () => {
    expect(kinds({})).not.toContain("Job");
  });

  it("refuses items that no ConfigMap can hold", () => {
    const items = Array.from({ length: 100 }, () => ({ input: "long ".repeat(2000) }));
    expect(() => parseSettings({ batch: { enabled: true, items } })).toThrow(
      "must have at most 900000 bytes together",
    );
  });
});
