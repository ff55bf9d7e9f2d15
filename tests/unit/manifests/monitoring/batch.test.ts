import { describe, expect, it } from "vitest";
import { parseSettings } from "../../../../config/parse";
import type { SettingsInput } from "../../../../config/schema/settings";
import { manifests } from "../../../../manifests";
import { renderedObject } from "../../../support/rendered";

type Batch = NonNullable<SettingsInput["batch"]>;

const ITEMS = [{ input: "Hello." }];

interface RenderedJob {
  readonly metadata: { readonly name: string; readonly annotations: Readonly<Record<string, string>> };
  readonly spec: { readonly podFailurePolicy: object; readonly template: { readonly spec: RenderedPod } };
}

interface RenderedPod {
  readonly volumes: readonly object[];
  readonly containers: readonly {
    readonly env: readonly { readonly name: string; readonly value: string }[];
    readonly volumeMounts: readonly object[];
  }[];
}

function jobOf(batch: Batch): RenderedJob {
  return renderedObject<RenderedJob>({ batch: { enabled: true, ...batch } }, "job-batch.yaml");
}

const job = (batch: Batch = {}) => jobOf({ items: ITEMS, ...batch });

function jobPod(batch: Batch) {
  const pod = jobOf(batch).spec.template.spec;
  const env = Object.fromEntries((pod.containers[0]?.env ?? []).map(({ name, value }) => [name, value]));
  return { pod, env };
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

  it("does not make pulumi up wait for it", () => {
    expect(job().metadata.annotations).toEqual({ "pulumi.com/skipAwait": "true" });
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
    expect(jobOf(batch).spec.template.spec.volumes).toEqual([
      { name: "script", configMap: { name: "kokoro-api-batch" } },
      { name: "audio", persistentVolumeClaim: { claimName: "audio" } },
      { name: "items", configMap: { name: "book-1" } },
    ]);
  });

  it("reads the items from a claim of the user's, which it cannot change", () => {
    const { pod, env } = jobPod({ itemsClaim: { name: "library", path: "books/1.jsonl" } });
    expect(pod.volumes.slice(1)).toEqual([
      { name: "audio", persistentVolumeClaim: { claimName: "kokoro-api-batch" } },
      { name: "items", persistentVolumeClaim: { claimName: "library", readOnly: true } },
    ]);
    expect(pod.containers[0]?.volumeMounts.slice(1)).toEqual([
      { name: "audio", mountPath: "/audio" },
      { name: "items", mountPath: "/items", readOnly: true },
    ]);
    expect(env).toMatchObject({ BATCH_ITEMS: "/items/books/1.jsonl", BATCH_FOLDER: "/audio" });
  });

  it.each([
    ["a claim of the user's", { claim: "audio", itemsClaim: "audio" }, "audio"],
    ["its own claim", { itemsClaim: "kokoro-api-batch" }, "kokoro-api-batch"],
  ])("mounts %s once where items and audio share it", (_, batch, claimName) => {
    const { pod, env } = jobPod(batch);
    expect(pod.volumes.slice(1)).toEqual([{ name: "audio", persistentVolumeClaim: { claimName } }]);
    expect(pod.containers[0]?.volumeMounts.slice(1)).toEqual([{ name: "audio", mountPath: "/audio" }]);
    expect(env.BATCH_ITEMS).toBe("/audio/items.jsonl");
  });

  it("gets another name for another claim or file of items", () => {
    const sources = [
      { name: "library" },
      { name: "library-2" },
      { name: "library", path: "2.jsonl" },
      { name: "audio" },
    ];
    const names = sources.map((itemsClaim) => jobOf({ claim: "audio", itemsClaim }).metadata.name);
    expect(new Set(names).size).toBe(4);
    expect(jobOf({ claim: "audio", itemsClaim: "library" }).metadata.name).toBe(names[0]);
  });

  it("is not there unless asked for", () => {
    expect(kinds({})).not.toContain("Job");
  });

  it("refuses items that no ConfigMap can hold", () => {
    const items = Array.from({ length: 100 }, () => ({ input: "long ".repeat(2000) }));
    expect(() => parseSettings({ batch: { enabled: true, items } })).toThrow(
      "must have at most 900000 bytes in total",
    );
  });
});
