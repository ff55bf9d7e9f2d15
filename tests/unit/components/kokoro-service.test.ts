import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { InputError, KokoroService } from "../../../components";
import { parseSettings } from "../../../config/parse";
import type { KubernetesObject } from "../../../manifests/kubernetes";
import { renderTree } from "../../../render/tree";
import { objectsOf, register } from "../../support/engine";
import { configOf, fixtures } from "../../support/fixtures";

const byIdentity = (a: KubernetesObject, b: KubernetesObject) => identity(a).localeCompare(identity(b));
const identity = ({ apiVersion, kind, metadata }: KubernetesObject) =>
  `${apiVersion}/${kind}/${metadata.name}`;

describe("KokoroService", () => {
  it("works with no arguments and gives url, name and namespace", async () => {
    const outputs: Record<string, string> = {};
    const registered = await register(() => {
      const kokoro = new KokoroService("kokoro", {});
      pulumi.all([kokoro.url, kokoro.name, kokoro.namespace]).apply(([url, name, namespace]) => {
        Object.assign(outputs, { url, name, namespace });
      });
    });
    expect(outputs).toEqual({
      url: "http://kokoro-api.ai-services.svc.cluster.local:8880",
      name: "kokoro-api",
      namespace: "ai-services",
    });
    expect(registered.map(({ type }) => type)).toContain("kokoro:index:KokoroService");
    expect(registered.map(({ type }) => type)).toContain("kubernetes:apps/v1:Deployment");
  });

  it.each(fixtures("valid"))("registers what the tree holds: $name", async (fixture) => {
    const config = withoutFluxVariables(configOf(fixture));
    const registered = await register(() => new KokoroService("kokoro", config));
    const inTree = renderTree(parseSettings(config).settings)
      // Text that is escaped for Flux equals ours only after Flux: tests/e2e/flux-text.e2e.ts.
      .filter(({ content }) => !content.includes("$$"))
      .map(({ content }) => parse(content) as KubernetesObject)
      .filter(({ apiVersion }) => !/\.toolkit\.fluxcd\.io|kustomize\.config/.test(apiVersion));
    const compared = new Set(inTree.map(identity));
    const inEngine = objectsOf(registered).filter((object) => compared.has(identity(object)));
    expect(inEngine.sort(byIdentity)).toEqual(inTree.sort(byIdentity));
    expect(objectsOf(registered).length - inEngine.length).toBe(fixture.name === "flux-variables" ? 2 : 0);
  });

  it("starts no pod before the policies about it, and before what it reads", async () => {
    const before = new Map<string, string[]>();
    const noteDependencies: pulumi.ResourceTransformation = ({ name, opts }) => {
      const given = [opts.dependsOn ?? []].flat() as pulumi.Resource[];
      before.set(
        name,
        given.map((each) => (each as unknown as { __name: string }).__name),
      );
      return undefined;
    };
    const config = { mesh: { canary: { weight: 10, image: { tag: "v0.9.0" }, replicas: 2 } }, smoke: true };
    await register(() => new KokoroService("kokoro", config, { transformations: [noteDependencies] }));
    for (const pods of ["kokoro-deployment", "kokoro-deployment-canary", "kokoro-cronjob-smoke"]) {
      expect(before.get(pods), pods).toEqual(
        expect.arrayContaining([
          "kokoro-namespace",
          "kokoro-networkpolicy",
          "kokoro-peerauthentication",
          "kokoro-authorizationpolicy-pods",
          "kokoro-configmap",
        ]),
      );
    }
    expect(before.get("kokoro-deployment-canary")).toContain("kokoro-networkpolicy-canary");
  });

  it("gives the engine as long as the servers may take, one by one", async () => {
    const limits = new Map<string, unknown>();
    const noteLimits: pulumi.ResourceTransformation = ({ type, opts }) => {
      limits.set(type, (opts as pulumi.CustomResourceOptions).customTimeouts);
      return undefined;
    };
    const config = { longestStart: "20m", replicas: 3 };
    await register(() => new KokoroService("kokoro", config, { transformations: [noteLimits] }));
    // A server: 310 s to finish its answers, 300 to pull the image, 1200 to start, 5 to stay ready.
    expect(limits.get("kubernetes:apps/v1:Deployment")).toEqual({ create: "5445s", update: "5445s" });
    expect(limits.get("kubernetes:core/v1:Service")).toBeUndefined();
  });

  it("stands several times in one program", async () => {
    const registered = await register(() => {
      new KokoroService("kokoro", {});
      new KokoroService("second", { name: "kokoro-two", namespace: { name: "ai-services", create: false } });
    });
    const names = registered.map(({ type, name }) => `${type} ${name}`);
    expect(new Set(names).size).toBe(names.length);
    expect(objectsOf(registered).filter(({ kind }) => kind === "Deployment")).toHaveLength(2);
  });

  it("takes outputs for leaves and keeps them secret", async () => {
    const registered = await register(
      () =>
        new KokoroService("kokoro", {
          env: { TOKEN: pulumi.secret("hush") },
          image: { tag: pulumi.output("v0.9.0") },
        }),
    );
    const deployment = JSON.stringify(objectsOf(registered).find(({ kind }) => kind === "Deployment"));
    expect(deployment).toContain('{"name":"TOKEN","value":"hush"}');
    expect(deployment).toContain("kokoro-fastapi-cpu:v0.9.0");
  });

  it("names every mistake at once", () => {
    const mistake = () => new KokoroService("kokoro", { replicas: 0, timeout: "soon" });
    expect(mistake).toThrow(InputError);
    expect(mistake).toThrow(/replicas: 0 .*\n.*timeout: "soon"/);
  });

  it("registers the files of the tree, and nothing of a cluster, with renderYaml", async () => {
    const registered = await register(() => new KokoroService("kokoro", { renderYaml: "../home-ops" }));
    expect(objectsOf(registered)).toEqual([]);
    const files = registered.filter(({ type }) => type === "pulumi-nodejs:dynamic/kokoro:TreeFile");
    expect(files.map(({ inputs }) => [inputs.path, inputs.content]).slice(0, -1)).toEqual(
      renderTree(parseSettings({}).settings).map(({ path, content }) => [path, content]),
    );
    expect(files.at(-1)?.inputs.path).toBe(".kokoro/homecluster.sha256");
  });
});

/** A Flux variable has no meaning to the engine, which deploys without Flux. */
function withoutFluxVariables<T>(settings: T): T {
  return JSON.parse(JSON.stringify(settings).replace(/(?<!\$)\$\{[A-Z_]+\}/g, "example.com"));
}
