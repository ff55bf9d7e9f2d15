import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ageKey, decryptedData, giveKeyToFlux, repositoryFor } from "./flux/age";
import { applyWithFlux, kokoro, removeFromFlux, writeProject } from "./flux/repository";
import { kubectl } from "./support/cluster";
import { run } from "./toolchain/run";

const NAMESPACE = "secrets";
const APP = `kubernetes/apps/${NAMESPACE}/kokoro-api/app`;
const SECRET = `${APP}/secret.sops.yaml`;

/** 20 characters and more: nobody guesses them, so the repository may hold their fingerprint. */
const LONG = "kokoro-$$-${KEY}-5f2a9c71be04d8";
const OTHER = "9d3c0b7e61f5a2848c1d";
const SHORT = "pin-4711";

describe("secretEnv in a rendered tree", () => {
  const folder = mkdtempSync(join(tmpdir(), "kokoro-e2e-secrets-"));
  const keyFile = join(folder, "age.key");
  const project = writeProject(folder, {
    namespace: NAMESPACE,
    secretEnv: { API_KEY: { fromEnv: "KOKORO_API_KEY" }, PIN: { fromEnv: "KOKORO_PIN" } },
    mesh: { canary: { weight: 10, image: { tag: "v0.9.0" } } },
  });
  const given = (API_KEY: string, PIN = OTHER) => ({ env: { KOKORO_API_KEY: API_KEY, KOKORO_PIN: PIN } });
  let recipient: string;
  let root: string;
  const read = (path: string) => readFileSync(join(root, path), "utf8");
  const render = (key = LONG, pin = OTHER) => kokoro("render", project, root, given(key, pin));

  beforeAll(async () => {
    recipient = await ageKey(keyFile);
  });
  beforeEach(() => {
    root = repositoryFor(recipient, folder);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("is encrypted to the recipients of the repository's .sops.yaml, and stands nowhere in clear", async () => {
    await render();
    const found = await run("grep", ["-rlF", "-e", LONG, "-e", OTHER, root], { mayFail: true });
    expect(found.stdout).toBe("");
    expect(await decryptedData(join(root, SECRET), keyFile)).toEqual({ API_KEY: LONG, PIN: OTHER });
  });

  it("keeps its bytes and the pods' revision without the private key while the values are the same", async () => {
    await render();
    const before = [read(SECRET), read(`${APP}/deployment.yaml`)];
    const { stdout } = await render();
    expect(stdout).toMatch(/: \d+ unchanged in /);
    expect([read(SECRET), read(`${APP}/deployment.yaml`)]).toEqual(before);
  });

  it("changes with any value, and rolls the pods of both versions", async () => {
    await render();
    const files = [SECRET, `${APP}/deployment.yaml`, `${APP}/deployment-canary.yaml`];
    const before = files.map(read);
    const { stdout } = await render(LONG, `${OTHER}2`);
    expect(stdout).toMatch(/3 updated/);
    for (const [index, file] of files.entries()) expect(read(file), file).not.toBe(before[index]);
  });

  it("is checked in CI without the values, which are then left alone", async () => {
    await render();
    const { code, stderr } = await kokoro("check", project, root);
    expect(code).toBe(0);
    expect(stderr).toContain("warning: secretEnv: was not given to this run");
  });

  it("is refused where some values are given and others are not", async () => {
    await render();
    const env = { KOKORO_API_KEY: LONG };
    const { code, stderr } = await kokoro("render", project, root, { env, mayFail: true });
    expect(code).toBe(2);
    expect(stderr).toContain(
      "error: secretEnv.PIN: takes its value from the environment variable KOKORO_PIN",
    );
  });

  it("has no fingerprint where a value is short, a long one beside it or not; then the age key compares", async () => {
    for (const key of ["short", LONG]) {
      root = repositoryFor(recipient, folder);
      await render(key, SHORT);
      expect(read(SECRET)).not.toContain("fingerprint");
      const before = read(SECRET);
      const without = await kokoro("render", project, root, { ...given(key, SHORT), mayFail: true });
      expect(without.code).toBe(2);
      expect(without.stderr).toContain("give sops the age key (SOPS_AGE_KEY_FILE)");
      const env = { ...given(key, SHORT).env, SOPS_AGE_KEY_FILE: keyFile };
      await kokoro("render", project, root, { env });
      expect(read(SECRET)).toBe(before);
    }
  });

  it("fails check and is not adopted where its ciphertext was replaced by means of the public key", async () => {
    await render();
    const file = join(root, SECRET);
    await run("sops", ["decrypt", "--in-place", file], { env: { SOPS_AGE_KEY_FILE: keyFile } });
    writeFileSync(file, read(SECRET).replace(/ API_KEY: .*/, " API_KEY: chosen-by-somebody-else"));
    const flags = ["--config", join(root, ".sops.yaml"), "encrypt", "--in-place"];
    await run("sops", [...flags, "--encrypted-regex", "^(data|stringData)$", file]);
    const theirs = read(SECRET);
    const runs = [
      ["check", {}],
      ["check", given(LONG)],
      ["render", given(LONG)],
    ] as const;
    for (const [command, options] of runs) {
      const { code, stderr } = await kokoro(command, project, root, { ...options, mayFail: true });
      expect(code).toBe(2);
      expect(stderr).toContain("is not the file that an earlier render recorded in .kokoro");
    }
    const env = { ...given(LONG).env, SOPS_AGE_KEY_FILE: keyFile };
    expect((await kokoro("check", project, root, { env, mayFail: true })).code).toBe(1);
    expect((await kokoro("render", project, root, { env, mayFail: true })).code).toBe(2);
    expect(read(SECRET)).toBe(theirs);
  });

  it("keeps its bytes where the recipients stand in groups of keys", async () => {
    await run("age-keygen", ["-o", join(root, "other.key")]);
    const other = (await run("age-keygen", ["-y", join(root, "other.key")])).stdout.trim();
    const groups = `key_groups:\n      - age: [${recipient}]\n      - age: [${other}]`;
    const rules = readFileSync(join(root, ".sops.yaml"), "utf8");
    writeFileSync(join(root, ".sops.yaml"), rules.replace(`age: ${recipient}`, groups));
    await render();
    const before = read(SECRET);
    await render();
    expect(read(SECRET)).toBe(before);
  });

  it("is encrypted anew, and the pods stay, when a recipient is added", async () => {
    await render();
    const before = [read(SECRET), read(`${APP}/deployment.yaml`)];
    await run("age-keygen", ["-o", join(root, "other.key")]);
    const other = (await run("age-keygen", ["-y", join(root, "other.key")])).stdout.trim();
    const rules = readFileSync(join(root, ".sops.yaml"), "utf8");
    writeFileSync(join(root, ".sops.yaml"), rules.replace(recipient, `${recipient},${other}`));
    await render();
    expect(read(SECRET)).toContain(other);
    expect(read(SECRET)).not.toBe(before[0]);
    expect(read(`${APP}/deployment.yaml`)).toBe(before[1]);
  });

  it.each([
    ["without a recipient", "", "error: sops.age: is empty, and "],
    [
      "where no creation rule is for the file",
      "creation_rules:\n  - path_regex: ^other/\n    age: RECIPIENT\n",
      "; add a rule with path_regex",
    ],
  ])("is refused %s, and nothing is written", async (_, rules, message) => {
    rmSync(join(root, ".sops.yaml"));
    mkdirSync(join(root, ".git"));
    if (rules !== "") writeFileSync(join(root, ".sops.yaml"), rules.replace("RECIPIENT", recipient));
    const { code, output } = await kokoro("render", project, root, { ...given(LONG), mayFail: true });
    expect(code).toBe(2);
    expect(output).toContain(message);
    expect(output).not.toContain(LONG);
    expect(existsSync(join(root, "kubernetes"))).toBe(false);
  });

  it("is refused where a person left the values in clear, without showing them", async () => {
    await render();
    const clear = read(SECRET).replace(/API_KEY: .*/, "API_KEY: in-clear-by-mistake");
    writeFileSync(join(root, SECRET), clear);
    const { code, output } = await kokoro("diff", project, root, { ...given(LONG), mayFail: true });
    expect(code).toBe(2);
    expect(output).toContain("holds API_KEY in clear; remove the file, replace the values");
    expect(output).not.toContain("in-clear-by-mistake");
  });

  it("is decrypted by Flux with the age key, to the letter, and the pods refer to it", async () => {
    const state = join(folder, "source");
    await giveKeyToFlux(keyFile);
    await render();
    try {
      await applyWithFlux(root, state, ["kokoro-api"]);
      const { stdout } = await kubectl(["get", "secret", "kokoro-api-env", "-n", NAMESPACE, "-o", "json"]);
      const { data } = JSON.parse(stdout) as { data: Record<string, string> };
      const decoded = Object.entries(data).map(([name, value]) => [
        name,
        Buffer.from(value, "base64").toString(),
      ]);
      expect(Object.fromEntries(decoded)).toEqual({ API_KEY: LONG, PIN: OTHER });
      for (const version of ["kokoro-api", "kokoro-api-canary"]) {
        const pods = await kubectl(["get", "deployment", version, "-n", NAMESPACE, "-o", "json"]);
        expect(JSON.parse(pods.stdout).spec.template.spec.containers[0].env).toContainEqual({
          name: "API_KEY",
          valueFrom: { secretKeyRef: { name: "kokoro-api-env", key: "API_KEY" } },
        });
      }
    } finally {
      await removeFromFlux(state, NAMESPACE);
    }
  });
});
