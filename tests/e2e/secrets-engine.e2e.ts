import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PROJECT } from "./toolchain/locate";
import { type RunResult, run } from "./toolchain/run";

const VALUE = "engine-secret-7c1d0e5b93af4268";
const SECRET = "kubernetes/apps/ai-services/kokoro-api/app/secret.sops.yaml";

describe("secretEnv in the engine's render mode", () => {
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
    await run("age-keygen", ["-o", keyFile]);
    const recipient = (await run("age-keygen", ["-y", keyFile])).stdout.trim();
    await pulumi(["stack", "init"]);
    rmSync(join(PROJECT, "Pulumi.secrets.yaml"), { force: true });
    await pulumi(["config", "set", "kokoro-api:renderYaml", repository]);
    await pulumi(["config", "set", "--path", "kokoro-api:sops.age[0]", recipient]);
    await pulumi(["config", "set", "--secret", "--path", "kokoro-api:secretEnv.API_KEY", VALUE]);
    outputs.length = 0;
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("is encrypted in the tree, and in clear in no file, preview, log or state", async () => {
    await pulumi(["preview", "--diff"]);
    await pulumi(["up", "--yes", "--skip-preview", "--logtostderr"]);
    const found = await run("grep", ["-rlF", VALUE, folder], { mayFail: true });
    expect(found.stdout).toBe("");
    expect(outputs.join("\n")).not.toContain(VALUE);
    const { stdout } = await run("sops", ["decrypt", "--output-type", "json", join(repository, SECRET)], {
      env: { SOPS_AGE_KEY_FILE: keyFile },
    });
    expect(JSON.parse(stdout).stringData).toEqual({ API_KEY: VALUE });
  });

  it("keeps its ciphertext while the value is the same", async () => {
    const before = readFileSync(join(repository, SECRET), "utf8");
    const { stdout } = await pulumi(["up", "--yes", "--skip-preview"]);
    expect(stdout).toContain("unchanged");
    expect(stdout).not.toMatch(/updated|created/);
    expect(readFileSync(join(repository, SECRET), "utf8")).toBe(before);
  });

  it("is where an encrypted value of env has to go", async () => {
    await pulumi(["config", "set", "--secret", "--path", "kokoro-api:env.TOKEN", VALUE]);
    const { code, output } = await pulumi(["preview"], true);
    expect(code).not.toBe(0);
    expect(output).toContain("env: holds a value that is encrypted in the stack's configuration");
    expect(output).toContain("move the value to secretEnv");
    expect(output).not.toContain(VALUE);
  });
});
