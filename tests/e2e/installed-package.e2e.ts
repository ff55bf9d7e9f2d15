import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { remove, temporaryFolder } from "../support/temporary";
import { get, kubectl } from "./support/cluster";
import { dependentProject, type PulumiProject } from "./support/pulumi";
import { PROJECT } from "./toolchain/locate";
import { runNode } from "./toolchain/run";

/** States that exist name it. */
const PROVIDER = "dist/lib/components/engine/tree-file-provider.js";
const NOW = ["--yes", "--skip-preview"];

/** A program of a user's own around one `new KokoroService`. */
const program = (args: unknown) => `
import { KokoroService } from "kokoro-api";
new KokoroService("k", ${JSON.stringify(args)});
`;

describe("renderYaml in a program that has the package installed", () => {
  const folder = temporaryFolder("installed-render");
  let stack: PulumiProject;
  beforeAll(async () => {
    stack = await dependentProject(folder, program({ renderYaml: "./out" }), "installed");
  });
  afterAll(() => remove(folder));

  const file = () => join(stack.folder, "out/kubernetes/apps/ai-services/kokoro-api/app/deployment.yaml");

  it("writes, updates and removes the tree", async () => {
    await stack.pulumi(["up", ...NOW]);
    expect(readFileSync(file(), "utf8")).toContain("replicas: 1\n");
    await stack.pulumi(["up", ...NOW, "--expect-no-changes"]);
    writeFileSync(join(stack.folder, "index.ts"), program({ renderYaml: "./out", replicas: 2 }));
    await stack.pulumi(["up", ...NOW]);
    expect(readFileSync(file(), "utf8")).toContain("replicas: 2\n");
    await stack.pulumi(["destroy", ...NOW]);
    expect(existsSync(file())).toBe(false);
  });

  it("names the provider in the state by a path that stays an export", async () => {
    await stack.pulumi(["up", ...NOW]);
    const { stdout } = await stack.pulumi(["stack", "export"]);
    expect(stdout).toContain(`kokoro-api/${PROVIDER}`);
    const { exports } = JSON.parse(readFileSync(join(PROJECT, "package.json"), "utf8"));
    expect(exports[`./${PROVIDER}`]).toBe(`./${PROVIDER}`);
  });

  it.each([
    ["node", "commonjs"],
    ["node16", "node16"],
    ["nodenext", "nodenext"],
    ["bundler", "esnext"],
  ])("has types that moduleResolution %s finds", async (moduleResolution, module) => {
    const compilerOptions = { strict: true, noEmit: true, skipLibCheck: true, target: "ES2022" };
    const config = { compilerOptions: { ...compilerOptions, module, moduleResolution }, files: ["index.ts"] };
    writeFileSync(join(stack.folder, "tsconfig.types.json"), JSON.stringify(config));
    const compiler = join(PROJECT, "node_modules/typescript/bin/tsc");
    await runNode([compiler, "-p", "tsconfig.types.json"], { cwd: stack.folder });
  });
});

describe("a namespace that the component no longer creates", () => {
  const NAMESPACE = "installed-namespace";
  const folder = temporaryFolder("installed-namespace");
  let stack: PulumiProject;
  beforeAll(async () => {
    stack = await dependentProject(folder, program({ namespace: NAMESPACE }), "installed");
  });
  afterAll(() => remove(folder));

  it("stays, with what is in it", async () => {
    await stack.pulumi(["up", ...NOW]);
    await kubectl(["create", "configmap", "theirs", "--namespace", NAMESPACE]);
    const taken = program({ namespace: { name: NAMESPACE, create: false } });
    writeFileSync(join(stack.folder, "index.ts"), taken);
    await stack.pulumi(["up", ...NOW]);
    expect(await get("deployment", "kokoro-api", NAMESPACE)).toBeDefined();
    expect(await get("configmap", "theirs", NAMESPACE)).toBeDefined();
  });

  it("stays at a destroy too, and can be taken again", async () => {
    writeFileSync(join(stack.folder, "index.ts"), program({ namespace: NAMESPACE }));
    await stack.pulumi(["up", ...NOW]);
    await stack.pulumi(["destroy", ...NOW]);
    expect(await get("configmap", "theirs", NAMESPACE)).toBeDefined();
    expect(await get("deployment", "kokoro-api", NAMESPACE)).toBeUndefined();
    await stack.pulumi(["up", ...NOW]);
    await stack.pulumi(["destroy", ...NOW]);
  });
});
