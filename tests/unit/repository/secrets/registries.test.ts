import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { SettingsInput } from "../../../../config/schema/settings";
import { manifests } from "../../../../manifests";
import type { KubernetesObject } from "../../../../manifests/kubernetes";
import { fileOf } from "../../../../manifests/manifest";
import { registriesSecret } from "../../../../manifests/registries";
import { renderStream, renderTree } from "../../../../render/tree";
import { fingerprint } from "../../../../repository/secrets/fingerprint";
import { valuesFromEnvironment } from "../../../../repository/secrets/values";
import { kokoro, project, scratch } from "../../../support/cli";
import { settingsOf } from "../../../support/settings";

const password = { fromEnv: "TOKEN" };
const GHCR: SettingsInput = { registries: { "ghcr.io": { username: "octocat", password } } };

/** The file's object; Settings make it a plain one. */
function objectIn(file: string, input: SettingsInput): KubernetesObject {
  const found = manifests(settingsOf(input)).find((manifest) => fileOf(manifest) === file);
  if (!found) throw new Error(`${file} is not among the manifests`);
  return found.object;
}

function pullSecretsIn(file: string, input: SettingsInput): unknown {
  const { spec } = objectIn(file, input) as unknown as { spec: PodOwner };
  const template = "template" in spec ? spec.template : spec.jobTemplate.spec.template;
  return template.spec.imagePullSecrets?.map(({ name }) => name);
}

interface Template {
  readonly spec: { readonly imagePullSecrets?: readonly { readonly name: string }[] };
}
type PodOwner =
  | { readonly template: Template }
  | { readonly jobTemplate: { readonly spec: { readonly template: Template } } };

describe("the Secret of the registries", () => {
  const settings = settingsOf({
    registries: {
      "harbor.lan:5000": { username: "robot$kokoro", password },
      "docker.io": { username: "octocat", password: { fromEnv: "HUB" } },
    },
  });
  const values = valuesFromEnvironment(registriesSecret, settings, { TOKEN: '1"\\ü', HUB: "2" });

  it("is what the kubelet reads, with Docker Hub under the name that it knows", () => {
    const { ".dockerconfigjson": json = "", ...rest } = registriesSecret.stringData(settings, values);
    expect(rest).toEqual({});
    const auth = (text: string) => Buffer.from(text).toString("base64");
    expect(JSON.parse(json)).toEqual({
      auths: {
        "https://index.docker.io/v1/": { username: "octocat", password: "2", auth: auth("octocat:2") },
        "harbor.lan:5000": {
          username: "robot$kokoro",
          password: '1"\\ü',
          auth: auth('robot$kokoro:1"\\ü'),
        },
      },
    });
    expect(registriesSecret.object(settings)).toMatchObject({
      type: "kubernetes.io/dockerconfigjson",
      metadata: {
        name: "kokoro-api-registries",
        annotations: { "kokoro-api/registries": "docker.io,harbor.lan:5000" },
      },
    });
  });

  it("has no fingerprint of a short password, however long the text around it", async () => {
    expect(await fingerprint(values)).toBeUndefined();
    const long = valuesFromEnvironment(registriesSecret, settings, {
      TOKEN: "ghp_5f2a9c71be04d8aa3301",
      HUB: "dckr_pat_0b7e61f5a2848c1d",
    });
    expect(await fingerprint(long)).toBeDefined();
  });

  it("has another fingerprint for another user with the same password", () => {
    const names = (username: string) =>
      registriesSecret
        .values(settingsOf({ registries: { "ghcr.io": { username, password } } }))
        .map(({ name }) => name);
    expect(names("octocat")).not.toEqual(names("hubot"));
  });

  it("is never rendered without encryption, and holds no value in the list of manifests", () => {
    expect(() => renderTree(settingsOf(GHCR))).toThrow("app/registries.sops.yaml has no encrypted content");
    expect(renderStream(settingsOf(GHCR))).not.toContain("kind: Secret\n");
    expect(objectIn("app/registries.sops.yaml", GHCR)).not.toHaveProperty("stringData");
  });
});

describe("imagePullSecrets", () => {
  const pullSecrets = ["ghcr-credentials"];
  const both: SettingsInput = { ...GHCR, image: { pullSecrets }, smoke: true };

  it("are absent where nobody asks for them", () => {
    expect(pullSecretsIn("app/deployment.yaml", {})).toBeUndefined();
  });

  it("name others' Secrets and ours on every pod that runs the server's image", () => {
    const names = ["ghcr-credentials", "kokoro-api-registries"];
    expect(pullSecretsIn("app/deployment.yaml", both)).toEqual(names);
    expect(pullSecretsIn("app/cronjob-smoke.yaml", both)).toEqual(names);
    const batch = { enabled: true, items: [{ input: "b" }] };
    expect(pullSecretsIn("app/job-batch.yaml", { ...both, batch })).toEqual(names);
  });

  it("name the first version's Secrets on the canary's pods, which has none of its own", () => {
    const canary = { weight: 10, image: { tag: "v0.9.0" } };
    const input = { ...both, mesh: { canary } };
    expect(pullSecretsIn("app/deployment-canary.yaml", input)).toEqual([
      "ghcr-credentials",
      "kokoro-api-registries",
    ]);
    const files = manifests(settingsOf(input)).map(fileOf);
    expect(files.filter((file) => file.includes("registries"))).toEqual(["app/registries.sops.yaml"]);
  });

  it.each([
    ["another registry's image", "docker.io/library/python:3.13-alpine", undefined],
    ["an image of the account's registry", "ghcr.io/octocat/python:3.13", ["kokoro-api-registries"]],
  ])("of a check with %s are those that fit it", (_, image, expected) => {
    const smoke = { enabled: true, image };
    expect(pullSecretsIn("app/cronjob-smoke.yaml", { ...both, smoke })).toEqual(expected);
  });

  it("stay the same with another password, so that no pod is replaced for it", () => {
    expect(registriesSecret.rollsPods).toBe(false);
    const sealed = [{ secret: registriesSecret, content: "sealed\n" }];
    const deployment = renderTree(settingsOf(GHCR), sealed).find(({ path }) =>
      path.endsWith("/deployment.yaml"),
    );
    expect(deployment?.content).not.toContain("secret-revision");
  });
});

describe("an account whose password is in a store", () => {
  const input: SettingsInput = {
    secretStore: "onepassword",
    registries: {
      ...GHCR.registries,
      "harbor.lan:5000": {
        username: "robot$kokoro",
        password: { fromStore: "harbor", property: "token" },
      },
    },
  };

  it("becomes a template of the operator that writes what the kubelet reads", () => {
    const { spec } = objectIn("app/externalsecret-registries.yaml", input) as unknown as { spec: object };
    const text = '(index . "harbor.lan_5000")';
    const auth = `{{ (printf "%s:%s" "robot$kokoro" ${text}) | b64enc | toJson }}`;
    const account = `{"username":"robot$kokoro","password":{{ ${text} | toJson }},"auth":${auth}}`;
    expect(spec).toMatchObject({
      target: {
        name: "kokoro-api-registries-store",
        template: {
          engineVersion: "v2",
          type: "kubernetes.io/dockerconfigjson",
          data: { ".dockerconfigjson": `{"auths":{"harbor.lan:5000":${account}}}` },
        },
      },
      data: [{ secretKey: "harbor.lan_5000", remoteRef: { key: "harbor", property: "token" } }],
    });
  });

  it("stands beside those that the configuration carries", () => {
    expect(pullSecretsIn("app/deployment.yaml", input)).toEqual([
      "kokoro-api-registries",
      "kokoro-api-registries-store",
    ]);
  });
});

describe("several stacks whose values were not given", () => {
  it("are told all at once, each by its name, and nothing is written", () => {
    const stack = (namespace: string) =>
      `config:
  kokoro-api:namespace: ${namespace}
  kokoro-api:secretEnv: {API_KEY: {fromEnv: KOKORO_NO_SUCH_KEY}}
  kokoro-api:registries: {ghcr.io: {username: octocat, password: {fromEnv: KOKORO_NO_SUCH_TOKEN}}}
`;
    const folder = project({ one: stack("one"), two: stack("two") });
    const root = scratch();
    const flags = ["--cwd", folder, "--out", root];
    const { code, stderr } = kokoro(["render", "--stack", "one", "--stack", "two", ...flags]);
    expect(code).toBe(2);
    expect(stderr.match(/^error: [^ ]+ [^ ]+/gm)).toEqual([
      "error: one: secretEnv.API_KEY:",
      "error: one: registries.ghcr.io.password:",
      "error: two: secretEnv.API_KEY:",
      "error: two: registries.ghcr.io.password:",
    ]);
    expect(readdirSync(root)).toEqual([]);
  });
});
