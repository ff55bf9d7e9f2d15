import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ageKey, decryptedData } from "./flux/age";
import { PROJECT } from "./toolchain/locate";
import { type RunResult, run } from "./toolchain/run";

const VALUE = "engine-secret-7c1d0e5b93af4268";
const PASSWORD = "ghp_2b8e40d17f93c65a";
const APP = "kubernetes/apps/ai-services/kokoro-api/app";
const SECRET = `${APP}/secret.sops.yaml`;
const REGISTRIES = `${APP}/registries.sops.yaml`;

describe("secretEnv and registries in the engine's render mode", () => {
  const folder = mkdtempSync(join(tmpdir(), "kokoro-e2e-engine-secrets-"));
  const repository = join(folder, "repository");
  const keyFile = join(folder, "age.key");
  const configFile = join(folder, "Pulumi.secrets.yaml");
  const outputs: string[] = [];

  async function pulumi(args: readonly string[], mayFail = false): Promise<RunResult> {
    const env = {
      PULUMI_SKIP_UPDATE_CHECK: "1",
      PULUMI_HOME: join(folder, "home"),
      PULUMI_CONFIG_PASSPHRASE: "x",
      PULUMI_BACKEND_URL: `file://${join(folder, "state")}`,
    };
    const flags = ["--cwd", PROJECT, "--stack", "secrets"];
    const config = args[0] === "stack" ? [] : ["--config-file", configFile];
    const result = await run("pulumi", [...args, ...flags, ...config], { env, mayFail });
    outputs.push(result.output);
    return result;
  }

  beforeAll(async () => {
    for (const name of ["state", "home", "repository"]) mkdirSync(join(folder, name));
    const recipient = await ageKey(keyFile);
    await pulumi(["stack", "init"]);
    rmSync(join(PROJECT, "Pulumi.secrets.yaml"), { force: true });
    await pulumi(["config", "set", "kokoro-api:renderYaml", repository]);
    await pulumi(["config", "set", "--path", "kokoro-api:sops.age[0]", recipient]);
    await pulumi(["config", "set", "--secret", "--path", "kokoro-api:secretEnv.API_KEY", VALUE]);
    const account = 'kokoro-api:registries["ghcr.io"]';
    await pulumi(["config", "set", "--path", `${account}.username`, "octocat"]);
    await pulumi(["config", "set", "--secret", "--path", `${account}.password`, PASSWORD]);
    outputs.length = 0;
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const decrypted = (file: string) => decryptedData(join(repository, file), keyFile);

  it("are encrypted in the tree, and in clear in no file, preview, log or state", async () => {
    await pulumi(["preview", "--diff"]);
    await pulumi(["up", "--yes", "--skip-preview", "--logtostderr"]);
    const auth = Buffer.from(`octocat:${PASSWORD}`).toString("base64");
    for (const clear of [VALUE, PASSWORD, auth]) {
      const found = await run("grep", ["-rlF", clear, folder], { mayFail: true });
      expect(found.stdout).toBe("");
      expect(outputs.join("\n")).not.toContain(clear);
    }
    expect(await decrypted(SECRET)).toEqual({ API_KEY: VALUE });
    const accounts = { "ghcr.io": { username: "octocat", password: PASSWORD, auth } };
    expect(await decrypted(REGISTRIES)).toEqual({ ".dockerconfigjson": JSON.stringify({ auths: accounts }) });
  });

  it("keep their ciphertext while the values are the same", async () => {
    const texts = () => [SECRET, REGISTRIES].map((file) => readFileSync(join(repository, file), "utf8"));
    const before = texts();
    const { stdout } = await pulumi(["up", "--yes", "--skip-preview"]);
    expect(stdout).toContain("unchanged");
    expect(stdout).not.toMatch(/updated|created/);
    expect(texts()).toEqual(before);
  });

  it("stay out of state and logs where a person decrypted their file and the engine refreshes", async () => {
    const file = join(repository, SECRET);
    const before = readFileSync(file, "utf8");
    await run("sops", ["decrypt", "--in-place", file], { env: { SOPS_AGE_KEY_FILE: keyFile } });
    expect(readFileSync(file, "utf8")).toContain(VALUE);
    await pulumi(["refresh", "--yes", "--diff", "--skip-preview"]);
    const refused = await pulumi(["up", "--yes", "--diff"], true);
    expect([refused.code === 0, refused.output]).toEqual([
      false,
      expect.stringContaining("API_KEY in clear"),
    ]);
    expect(outputs.join("\n")).not.toContain(VALUE);
    const state = await run("grep", ["-rlF", VALUE, join(folder, "state")], { mayFail: true });
    expect(state.stdout).toBe("");
    writeFileSync(file, before);
    await pulumi(["up", "--yes", "--skip-preview"]);
    expect(readFileSync(file, "utf8")).toBe(before);
  });

  it("are where an encrypted value has to go: in env it is refused", async () => {
    await pulumi(["config", "set", "--secret", "--path", "kokoro-api:env.TOKEN", VALUE]);
    const { code, output } = await pulumi(["preview"], true);
    expect(code).not.toBe(0);
    expect(output).toContain("env: holds a value that is encrypted in the stack's configuration");
    expect(output).toContain("move the value to secretEnv");
    expect(output).not.toContain(VALUE);
  });
});
