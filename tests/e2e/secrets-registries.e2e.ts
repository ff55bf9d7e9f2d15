import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ageKey, decryptedData, giveKeyToFlux, repositoryFor } from "./flux/age";
import { applyWithFlux, kokoro, removeFromFlux, writeProject } from "./flux/repository";
import { kubectl } from "./support/cluster";
import { run } from "./toolchain/run";

const NAMESPACE = "registries";
const APP = `kubernetes/apps/${NAMESPACE}/kokoro-api/app`;
const SECRET = `${APP}/registries.sops.yaml`;

/** Nobody guesses them, so the repository may hold their fingerprint. */
const TOKEN = "ghp_5f2a9c71be04d8aa3301";
const HUB = 'dckr-4711"\\9d3c0b7e61';

const base64 = (text: string) => Buffer.from(text).toString("base64");
const ACCOUNTS = {
  "https://index.docker.io/v1/": { username: "octocat", password: HUB, auth: base64(`octocat:${HUB}`) },
  "ghcr.io": { username: "robot$kokoro", password: TOKEN, auth: base64(`robot$kokoro:${TOKEN}`) },
};

describe("registries in a rendered tree", () => {
  const folder = mkdtempSync(join(tmpdir(), "kokoro-e2e-registries-"));
  const keyFile = join(folder, "age.key");
  const project = projectOf("project", "robot$kokoro");
  const renamed = projectOf("renamed", "hubot");
  const given = (token = TOKEN, hub = HUB) => ({ env: { GHCR_TOKEN: token, HUB_PASSWORD: hub } });
  let recipient: string;
  let root: string;
  const read = (path: string) => readFileSync(join(root, path), "utf8");
  const both = () => [read(SECRET), read(`${APP}/deployment.yaml`)];
  const render = (token = TOKEN, hub = HUB) => kokoro("render", project, root, given(token, hub));

  function projectOf(name: string, username: string): string {
    return writeProject(join(folder, name), {
      namespace: NAMESPACE,
      registries: {
        "ghcr.io": { username, password: { fromEnv: "GHCR_TOKEN" } },
        "docker.io": { username: "octocat", password: { fromEnv: "HUB_PASSWORD" } },
      },
    });
  }

  beforeAll(async () => {
    recipient = await ageKey(keyFile);
  });
  beforeEach(() => {
    root = repositoryFor(recipient, folder);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("are encrypted, whole: no password and nothing made of one stands in the tree", async () => {
    await render();
    const clear = [TOKEN, HUB, "octocat", ...Object.values(ACCOUNTS).map(({ auth }) => auth)];
    for (const text of clear) {
      const found = await run("grep", ["-rlF", "-e", text, root], { mayFail: true });
      expect(found.stdout, text).toBe("");
    }
    const { ".dockerconfigjson": json = "" } = await decryptedData(join(root, SECRET), keyFile);
    expect(JSON.parse(json)).toEqual({ auths: ACCOUNTS });
  });

  it("keep their bytes without the private key, and change with a password, which replaces no pod", async () => {
    await render();
    const before = both();
    expect((await render()).stdout).toMatch(/: \d+ unchanged in /);
    expect(both()).toEqual(before);
    expect((await render(TOKEN, "another")).stdout).toMatch(/1 updated/);
    expect(read(SECRET)).not.toBe(before[0]);
    expect(read(`${APP}/deployment.yaml`)).toBe(before[1]);
  });

  it("change with a user's name, which is encrypted, too", async () => {
    await render();
    const before = read(SECRET);
    await kokoro("render", renamed, root, given());
    expect(read(SECRET)).not.toBe(before);
  });

  it("have no fingerprint of short passwords, however long their JSON; then the age key compares", async () => {
    await render("short");
    expect(read(SECRET)).not.toContain("fingerprint");
    const before = read(SECRET);
    const without = await kokoro("render", project, root, { ...given("short"), mayFail: true });
    expect([without.code, without.stderr]).toEqual([2, expect.stringContaining("SOPS_AGE_KEY_FILE")]);
    const env = { ...given("short").env, SOPS_AGE_KEY_FILE: keyFile };
    await kokoro("render", project, root, { env });
    expect(read(SECRET)).toBe(before);
  });

  it("are left alone in a check without the passwords, and missed where there is nothing to keep", async () => {
    const missing = await kokoro("check", project, root, { mayFail: true });
    expect([missing.code, existsSync(join(root, "kubernetes"))]).toEqual([2, false]);
    for (const [host, variable] of Object.entries({ "ghcr.io": "GHCR_TOKEN", "docker.io": "HUB_PASSWORD" }))
      expect(missing.stderr).toContain(
        `error: registries.${host}.password: takes its value from the environment variable ${variable}`,
      );
    await render();
    const { code, stderr } = await kokoro("check", project, root);
    expect(code).toBe(0);
    expect(stderr).toContain("warning: registries: was not given to this run");
  });

  it("are decrypted by Flux to a Secret that the API server takes for the kubelet's, and the pods name it", async () => {
    const state = join(folder, "source");
    await giveKeyToFlux(keyFile);
    await render();
    try {
      await applyWithFlux(root, state, ["kokoro-api"]);
      const get = (kind: string, name: string) =>
        kubectl(["get", kind, name, "-n", NAMESPACE, "-o", "json"]).then(({ stdout }) => JSON.parse(stdout));
      const secret = await get("secret", "kokoro-api-registries");
      expect(secret.type).toBe("kubernetes.io/dockerconfigjson");
      const json = Buffer.from(secret.data[".dockerconfigjson"], "base64").toString();
      expect(JSON.parse(json)).toEqual({ auths: ACCOUNTS });
      const deployment = await get("deployment", "kokoro-api");
      expect(deployment.spec.template.spec.imagePullSecrets).toEqual([{ name: "kokoro-api-registries" }]);
    } finally {
      await removeFromFlux(state, NAMESPACE);
    }
  });
});
