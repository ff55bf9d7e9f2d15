import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { folderOfTest, remove, temporaryFolder } from "../support/temporary";
import { get, holds } from "./support/cluster";
import { copiedProject, dependentProject, type PulumiProject } from "./support/pulumi";
import type { StackConfig } from "./support/render";

const NOW = ["--yes", "--skip-preview"];

const TWO_SERVICES = `
import { KokoroService, type KokoroServiceArgs } from "kokoro-api";

const english: KokoroServiceArgs = { namespace: "pulumi-two", replicas: 2 };
const first = new KokoroService("english", english);
const second = new KokoroService(
  "notices",
  { name: "notices", namespace: { name: "pulumi-two", create: false } },
  { dependsOn: first },
);

export const urls = [first.url, second.url];
`;

describe("a program that imports the package", () => {
  const folder = temporaryFolder("two");
  let stack: PulumiProject;
  beforeAll(async () => {
    stack = await dependentProject(folder, TWO_SERVICES);
  });
  afterAll(() => remove(folder));

  it("runs two services side by side", async () => {
    await stack.pulumi(["up", ...NOW]);
    for (const name of ["kokoro-api", "notices"])
      expect(holds(await get("deployment", name, "pulumi-two"), "Available"), name).toBe(true);
    expect(await stack.outputs()).toEqual({
      urls: ["kokoro-api", "notices"].map((name) => `http://${name}.pulumi-two.svc.cluster.local:8880`),
    });
    await stack.pulumi(["destroy", ...NOW]);
    for (const name of ["kokoro-api", "notices"])
      expect(await get("deployment", name, "pulumi-two"), name).toBeUndefined();
  });
});

describe("a mistake in the config", () => {
  it("is said in our words, without a stack trace, and nothing is created", async () => {
    const mistaken = { namespace: "pulumi-mistake", replicas: 0, replica: 2 } as StackConfig;
    const stack = await copiedProject(folderOfTest("mistake"), mistaken);
    const { code, output } = await stack.pulumi(["up", ...NOW], { mayFail: true });
    expect(code).not.toBe(0);
    expect(output).toContain(
      "error: replicas: 0 must be a whole number from 1 to 100; write for example 3\n    replica: is not a known key; did you mean replicas?",
    );
    expect(output).not.toMatch(/^\s+at .*:\d+:\d+/m);
    expect(output).not.toContain("Error:");
    const { deployment } = JSON.parse((await stack.pulumi(["stack", "export"])).stdout) as Exported;
    expect(deployment.resources?.map(({ type }) => type)).toEqual(["pulumi:pulumi:Stack"]);
    expect(await get("namespace", "pulumi-mistake", "pulumi-mistake")).toBeUndefined();
  });
});

interface Exported {
  readonly deployment: { readonly resources?: readonly { readonly type: string }[] };
}
