import { expect, it } from "vitest";
import { parseSettings, tryParseSettings } from "../../../config/parse";
import { manifests } from "../../../manifests";
import { messagesOf } from "../../support/fixtures";

/** Kinds whose names are DNS subdomains. Source: Kubernetes, "Object Names and IDs". Their objects are the cluster's. */
const DOTTED = {
  accelerator: "nvidia",
  gpu: { runtimeClass: "nvidia.cdi" },
  image: { pullSecrets: ["ghcr.io"] },
  secretEnv: { API_KEY: { fromSecret: "kokoro.keys" } },
  scheduling: { priorityClassName: "speech.high" },
  storage: { existingClaim: "downloads.kokoro" },
  authorization: { callers: ["web-apps/reader.of.news"] },
  flux: { decryption: "sops.age", dependsOn: ["istio.base"], sourceRef: { name: "home.ops" } },
  batch: { enabled: true, configMap: "items.of.today", size: "1Gi", storageClass: "rook.block" },
} as const;

it("takes names with dots where Kubernetes does", () => {
  const { settings } = parseSettings(structuredClone(DOTTED) as object);
  const text = JSON.stringify(manifests(settings).map(({ object }) => object));
  const names = ["nvidia.cdi", "ghcr.io", "kokoro.keys", "speech.high", "downloads.kokoro", "rook.block"];
  for (const name of [...names, "items.of.today", "reader.of.news"]) expect(text).toContain(name);
});

it.each([{ name: "kokoro.api" }, { namespace: "ai.services" }])(
  "refuses them where a label is wanted: %o",
  (config) => {
    expect(messagesOf(tryParseSettings(config))).toHaveLength(1);
  },
);
