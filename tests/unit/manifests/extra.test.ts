import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import type { SettingsInput } from "../../../config/schema/settings";
import { manifests } from "../../../manifests";
import { fileOf } from "../../../manifests/manifest";
import { renderTree } from "../../../render/tree";
import { settingsOf } from "../../support/settings";

type Extra = NonNullable<SettingsInput["extraManifests"]>[number];

const configMap = (name: string, namespace?: string): Extra => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name, ...(namespace && { namespace }) },
});

function filesOf(input: SettingsInput): string[] {
  return manifests(settingsOf(input))
    .filter(({ verbatim }) => verbatim)
    .map(fileOf);
}

describe("the files of the user's own objects", () => {
  it("are named by kind and name", () => {
    expect(filesOf({ extraManifests: [configMap("mine")] })).toEqual(["app/configmap-mine.yaml"]);
  });

  it("never take the name of a file of ours, even of one that this configuration does not want", () => {
    const extraManifests = [configMap("waypoint"), configMap("dashboard"), configMap("canary")];
    const expected = ["waypoint", "dashboard", "canary"].map((name) => `app/extra-configmap-${name}.yaml`);
    expect(filesOf({ extraManifests })).toEqual(expected);
    expect(filesOf({ extraManifests, monitoring: true })).toEqual(expected);
  });

  it("differ where two objects have one kind and name in different namespaces or groups", () => {
    const service = { apiVersion: "v1", kind: "Service", metadata: { name: "a" } };
    const knative = { ...service, apiVersion: "serving.knative.dev/v1" };
    const extraManifests = [configMap("a"), configMap("a", "media"), configMap("a", "web"), service, knative];
    expect(filesOf({ extraManifests })).toEqual([
      "app/configmap-a.yaml",
      "app/extra-configmap-a.yaml",
      "app/extra-configmap-a-web.yaml",
      "app/service-a.yaml",
      "app/extra-service-a.yaml",
    ]);
  });
});

describe("the namespace of the user's own objects", () => {
  function treeOf(extraManifests: Extra[]) {
    const files = renderTree(settingsOf({ extraManifests }));
    const objects = files.map(({ path, content }) => [path, parse(content)] as const);
    const ks = objects.find(([path]) => path.endsWith("/ks.yaml"))?.[1];
    const inApp = objects
      .filter(([path]) => /\/app\/(?!kustomization)/.test(path))
      .map(([, object]) => object);
    return { target: ks.spec.targetNamespace, namespaces: inApp.map(({ metadata }) => metadata.namespace) };
  }

  it("is ours, and Flux's target, where they name none", () => {
    const { target, namespaces } = treeOf([configMap("mine"), configMap("other", "ai-services")]);
    expect(target).toBe("ai-services");
    expect(new Set(namespaces)).toEqual(new Set(["ai-services"]));
  });

  it("is theirs, without a target of Flux's that would move them, and every other object names ours", () => {
    const { target, namespaces } = treeOf([configMap("mine"), configMap("theirs", "media")]);
    expect(target).toBeUndefined();
    expect(namespaces.filter((namespace) => namespace === "media")).toHaveLength(1);
    expect(new Set(namespaces)).toEqual(new Set(["ai-services", "media"]));
  });
});
