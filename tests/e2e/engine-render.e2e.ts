import { appendFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseSettings } from "../../config/parse";
import { renderTree } from "../../render/tree";
import { remove, temporaryFolder } from "../support/temporary";
import { copiedProject, type PulumiProject, STACK } from "./support/pulumi";
import type { StackConfig } from "./support/render";
import { PROJECT } from "./toolchain/locate";
import { runFile, runNode } from "./toolchain/run";

const CONFIG: StackConfig = { replicas: 2 };
const WITHOUT_WAYPOINT: StackConfig = { ...CONFIG, mesh: { waypoint: false } };
const NOW = ["--yes", "--skip-preview"];
const SERVICE = "kubernetes/apps/ai-services/kokoro-api/app/service.yaml";
const FOREIGN = "kubernetes/apps/ai-services/kokoro-api/app/foreign.yaml";
const DESTINATION_RULE = "kubernetes/apps/ai-services/kokoro-api/app/destinationrule.yaml";

/** The tests below are the life of one stack whose resources are the files of a tree, in order. */
describe("a stack with renderYaml", () => {
  const folder = temporaryFolder("engine-render");
  const repository = join(folder, "home-ops");
  const file = (path: string) => join(repository, path);
  let stack: PulumiProject;
  beforeAll(async () => {
    stack = await copiedProject(folder, { ...CONFIG, renderYaml: "../home-ops" });
  });
  afterAll(() => remove(folder));

  const filesOnDisk = () =>
    readdirSync(repository, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(repository.length + 1))
      .sort();

  it("previews a creation for each file and writes none", async () => {
    const { stdout } = await stack.pulumi(["preview", "--json"]);
    const { steps } = JSON.parse(stdout) as {
      steps: { op: string; newState: { type: string; inputs?: { path?: string } } }[];
    };
    const paths = steps.map(({ newState }) => newState.inputs?.path).filter((path) => path !== undefined);
    expect(steps.every(({ op }) => op === "create")).toBe(true);
    expect(paths.sort()).toEqual([".kokoro/homecluster.sha256", ...expectedPaths(CONFIG)].sort());
    expect(steps.some(({ newState }) => newState.type.startsWith("kubernetes:"))).toBe(false);
    expect(existsSync(repository)).toBe(false);
  });

  it("writes the bytes of the embedded render, its record included", async () => {
    await stack.pulumi(["up", ...NOW]);
    for (const { path, content } of renderTree(parseSettings(CONFIG).settings)) {
      expect(readFileSync(file(path), "utf8"), path).toBe(content);
    }
    await runFile("sha256sum", ["--check", "--quiet", ".kokoro/homecluster.sha256"], { cwd: repository });
    // The stack file has what the program had, so the embedded render finds nothing to do.
    const { stdout } = await kokoro(["render", "--stack", STACK, "--out", repository]);
    expect(stdout).toMatch(new RegExp(`^homecluster: ${expectedPaths(CONFIG).length} unchanged in `));
  });

  it("changes nothing the second time", async () => {
    await stack.pulumi(["up", ...NOW, "--expect-no-changes"]);
  });

  it("shows the text that changes and the files that go, before they do", async () => {
    stack.configure({ ...WITHOUT_WAYPOINT, renderYaml: "../home-ops" });
    const { output } = await stack.pulumi(["preview", "--diff"]);
    expect(output).toMatch(/- istio\.io\/use-waypoint\s*: "kokoro-api-waypoint"/);
    expect(output).toMatch(
      /- pulumi-nodejs:dynamic\/kokoro:TreeFile: \(delete\)\s+\[id=\S+destinationrule\.yaml\]/,
    );
    expect(existsSync(file(DESTINATION_RULE))).toBe(true);
  });

  it("refuses a file that a person edited, and loses no line of it", async () => {
    appendFileSync(file(SERVICE), "# by hand\n");
    const { code, output } = await stack.pulumi(["up", ...NOW], { mayFail: true });
    expect(code).not.toBe(0);
    expect(output).toContain(`${SERVICE}: was edited by hand since the last update; run \`pulumi refresh\``);
    expect(readFileSync(file(SERVICE), "utf8")).toMatch(/# by hand\n$/);
  });

  it("sees the edit in a refresh, and replaces it in the update after that", async () => {
    const { output } = await stack.pulumi(["refresh", ...NOW, "--diff"]);
    expect(output).toContain("# by hand");
    await stack.pulumi(["up", ...NOW]);
    expect(readFileSync(file(SERVICE), "utf8")).not.toContain("# by hand");
    expect(filesOnDisk()).toEqual([".kokoro/homecluster.sha256", ...expectedPaths(WITHOUT_WAYPOINT)].sort());
  });

  it("removes its own files in a destroy and leaves those of others", async () => {
    writeFileSync(file(FOREIGN), "foreign: true\n");
    await stack.pulumi(["destroy", ...NOW]);
    expect(filesOnDisk()).toEqual([FOREIGN]);
  });

  it("refuses to overwrite a file that it did not write", async () => {
    writeFileSync(file(SERVICE), "theirs: true\n");
    const { code, output } = await stack.pulumi(["up", ...NOW], { mayFail: true });
    expect(code).not.toBe(0);
    expect(output).toContain(`${SERVICE}: exists in ../home-ops and is not ours`);
    expect(readFileSync(file(SERVICE), "utf8")).toBe("theirs: true\n");
  });

  const kokoro = (args: readonly string[]) =>
    runNode([join(PROJECT, "dist/cli/kokoro.js"), ...args], { cwd: stack.folder });
});

describe("kokoro up --render-yaml", () => {
  const folder = temporaryFolder("kokoro-up");
  let stack: PulumiProject;
  beforeAll(async () => {
    stack = await copiedProject(folder, { namespace: "kokoro-up", replicas: 2 });
  });
  afterAll(() => remove(folder));

  const up = (args: readonly string[]) =>
    runNode([join(PROJECT, "dist/cli/kokoro.js"), "up", ...args], {
      cwd: stack.folder,
      env: stack.env,
      mayFail: true,
    });

  it("hands every other flag to pulumi and gives its exit code back", async () => {
    const done = await up(["--stack", STACK, "--render-yaml", "../tree", ...NOW, "--non-interactive"]);
    expect(done.code, done.output).toBe(0);
    expect(existsSync(join(folder, "tree/kubernetes/apps/kokoro-up/kokoro-api/ks.yaml"))).toBe(true);
    const pulumi = await stack.pulumi(["up", "--stack", "none", ...NOW], { mayFail: true });
    const ours = await up(["--stack", "none", "--render-yaml", "../tree", ...NOW, "--non-interactive"]);
    expect({ code: ours.code, text: ours.output }).toEqual({ code: pulumi.code, text: pulumi.output });
    expect(ours.code).not.toBe(0);
    expect((await up(["--stack", STACK])).code).toBe(2);
  });

  it("leaves the stack's config as it was", () => {
    expect(readFileSync(join(stack.folder, `Pulumi.${STACK}.yaml`), "utf8")).not.toContain("renderYaml");
  });

  it("refuses a stack that manages a cluster, whose objects it would delete", async () => {
    await stack.pulumi(["destroy", ...NOW]);
    await stack.pulumi(["up", ...NOW]);
    const refused = await up(["--stack", STACK, "--render-yaml", "../tree", ...NOW, "--non-interactive"]);
    expect(refused.code).toBe(2);
    expect(refused.output).toMatch(/--stack: "homecluster" manages \d+ objects in a cluster/);
    await stack.pulumi(["destroy", ...NOW]);
  });
});

function expectedPaths(config: StackConfig): string[] {
  return renderTree(parseSettings(config).settings).map(({ path }) => path);
}
