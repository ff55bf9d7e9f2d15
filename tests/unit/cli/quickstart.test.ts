import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { KOKORO, project } from "../../support/cli";

const ROOT = join(__dirname, "..", "..", "..");
const page = readFileSync(join(ROOT, "docs/quickstart.md"), "utf8");
const blocks = [...page.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block]) => block ?? "");

it("docs/quickstart.md has commands that work as they stand, one after the other", () => {
  const folder = project({ homecluster: readFileSync(join(ROOT, "Pulumi.homecluster.yaml"), "utf8") });
  writeFileSync(join(folder, "kokoro"), `#!/bin/sh\nexec "${process.execPath}" "${KOKORO}" "$@"\n`);
  chmodSync(join(folder, "kokoro"), 0o755);
  expect(blocks.length).toBe(4);
  for (const block of blocks) {
    const { status, stderr } = spawnSync("sh", ["-ec", block], {
      cwd: folder,
      encoding: "utf8",
      env: { ...process.env, PATH: `${folder}:${process.env.PATH}` },
    });
    expect({ status, block }, stderr).toEqual({ status: 0, block });
  }
  const deployment = join(folder, "home-ops/kubernetes/apps/ai-services/kokoro-api/app/deployment.yaml");
  expect(readFileSync(deployment, "utf8")).toContain("replicas: 3");
  expect(existsSync(join(folder, "objects.yaml"))).toBe(true);
});
