import * as pulumi from "@pulumi/pulumi";
import { beforeAll, describe, expect, it } from "vitest";
import { KokoroService } from "../../../../components";
import { scratch } from "../write/scratch";

interface Registered {
  readonly type: string;
  readonly inputs: Record<string, unknown>;
}

describe("secretEnv in a stack that deploys to a cluster", () => {
  const registered: Registered[] = [];

  beforeAll(async () => {
    await pulumi.runtime.setMocks({
      newResource: ({ type, inputs, name }) => {
        registered.push({ type, inputs });
        const metadata = { ...inputs.metadata, resourceVersion: "4242" };
        return { id: name, state: { ...inputs, metadata } };
      },
      call: () => ({}),
    });
  });

  it("is a Secret with secret values, and its version rolls the pods", async () => {
    new KokoroService("kokoro", { secretEnv: { API_KEY: "abc", TOKEN: pulumi.output("def") } });
    await settled();
    const secret = registered.find(({ type }) => type === "kubernetes:core/v1:Secret");
    expect(secret?.inputs.stringData).toEqual({ ...SECRET_MARK, value: { API_KEY: "abc", TOKEN: "def" } });
    const deployment = registered.find(({ type }) => type === "kubernetes:apps/v1:Deployment");
    expect(deployment?.inputs).toMatchObject({
      spec: { template: { metadata: { annotations: { "kokoro-api/secret-revision": "4242" } } } },
    });
    expect(JSON.stringify(deployment)).not.toMatch(/abc|def/);
  });

  it("is one Secret for both versions, which it rolls", async () => {
    registered.length = 0;
    const canary = { weight: 10, image: { tag: "v0.9.0" } };
    new KokoroService("both", { secretEnv: { API_KEY: pulumi.output("abc") }, mesh: { canary } });
    await settled();
    expect(registered.filter(({ type }) => type === "kubernetes:core/v1:Secret")).toHaveLength(1);
    const versions = registered.filter(({ type }) => type === "kubernetes:apps/v1:Deployment");
    expect(versions).toHaveLength(2);
    const secretKeyRef = { name: "kokoro-api-env", key: "API_KEY" };
    const env = expect.arrayContaining([{ name: "API_KEY", valueFrom: { secretKeyRef } }]);
    const template = {
      metadata: { annotations: { "kokoro-api/secret-revision": "4242" } },
      spec: { containers: [expect.objectContaining({ env })] },
    };
    for (const { inputs } of versions) expect(inputs.spec).toMatchObject({ template });
  });

  it("leaves a Deployment of the user's own alone, whatever its name", async () => {
    registered.length = 0;
    const template = {
      metadata: { labels: { app: "x" } },
      spec: { containers: [{ name: "x", image: "x:1" }] },
    };
    const spec = { selector: { matchLabels: { app: "x" } }, template };
    const own = { apiVersion: "apps/v1", kind: "Deployment", metadata: { name: "canary" }, spec };
    new KokoroService("own", { secretEnv: { API_KEY: pulumi.output("abc") }, extraManifests: [own] });
    await settled();
    const rolled = registered
      .filter(({ type }) => type === "kubernetes:apps/v1:Deployment")
      .filter(({ inputs }) => JSON.stringify(inputs).includes("secret-revision"));
    expect(rolled.map(({ inputs }) => inputs.metadata)).toEqual([
      expect.objectContaining({ name: "kokoro-api" }),
    ]);
  });

  it("is a pull Secret with a secret value for registries, and rolls no pods", async () => {
    registered.length = 0;
    const password = pulumi.output('p"w');
    new KokoroService("pulled", { registries: { "ghcr.io": { username: "octocat", password } } });
    await settled();
    const secret = registered.find(({ type }) => type === "kubernetes:core/v1:Secret");
    const auth = Buffer.from('octocat:p"w').toString("base64");
    expect(secret?.inputs).toMatchObject({
      type: "kubernetes.io/dockerconfigjson",
      stringData: {
        ...SECRET_MARK,
        value: {
          ".dockerconfigjson": JSON.stringify({
            auths: { "ghcr.io": { username: "octocat", password: 'p"w', auth } },
          }),
        },
      },
    });
    const deployment = registered.find(({ type }) => type === "kubernetes:apps/v1:Deployment");
    expect(deployment?.inputs).toMatchObject({
      spec: { template: { spec: { imagePullSecrets: [{ name: "kokoro-api-registries" }] } } },
    });
    expect(JSON.stringify(deployment)).not.toContain("secret-revision");
  });

  it("is refused where a variable of the environment is not set", () => {
    const secretEnv = { API_KEY: { fromEnv: "KOKORO_NO_SUCH_VARIABLE" } };
    expect(() => new KokoroService("missing", { secretEnv })).toThrow(
      "secretEnv.API_KEY: takes its value from the environment variable KOKORO_NO_SUCH_VARIABLE",
    );
  });

  it("is refused at once where it is to be encrypted and was not given, every key by its name", () => {
    const password = { fromEnv: "KOKORO_NO_SUCH_PASSWORD" };
    const registries = { "ghcr.io": { username: "octocat", password } };
    const secretEnv = { API_KEY: { fromEnv: "KOKORO_NO_SUCH_VARIABLE" } };
    const renderYaml = scratch();
    expect(() => new KokoroService("unsealed", { renderYaml, secretEnv, registries })).toThrow(
      /^secretEnv\.API_KEY: takes .*NO_SUCH_VARIABLE.*\nregistries\.ghcr\.io\.password: takes .*NO_SUCH_PASSWORD/,
    );
  });

  it("can't be joined by variables of Flux, which nobody would fill in", () => {
    const ingress = { kind: "istio" as const, hosts: ["kokoro.${SECRET_DOMAIN}"] };
    expect(() => new KokoroService("variable", { ingress })).toThrow(
      'ingress.hosts[0]: "kokoro.${SECRET_DOMAIN}" contains a Flux variable',
    );
  });
});

function settled(): Promise<void> {
  return new Promise((done) => setTimeout(done, 300));
}

/** How the engine's protocol marks a secret. */
const SECRET_MARK = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };
