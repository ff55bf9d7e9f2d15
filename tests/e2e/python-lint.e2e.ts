import { join } from "node:path";
import { expect, it } from "vitest";
import { PROJECT } from "./toolchain/locate";
import { run } from "./toolchain/run";

const PROGRAMS = ["batch.py", "client.py", "smoke.py"].map((name) =>
  join(PROJECT, "manifests/in-cluster", name),
);

it("ruff finds nothing in the Python of the project", async () => {
  const { stdout } = await run("ruff", ["check", "--no-cache", "--show-files", PROJECT]);
  expect(stdout.split("\n")).toEqual(expect.arrayContaining(PROGRAMS));
  await run("ruff", ["check", "--no-cache", PROJECT]);
});

it("ruff knows the names that a program takes from client.py", async () => {
  const input = "from client import Failure\nraise Failed(ask)\n";
  const { code, output } = await run("ruff", ["check", "--no-cache", "-"], {
    cwd: PROJECT,
    input,
    mayFail: true,
  });
  expect(code).toBe(1);
  for (const name of ["Failed", "ask"]) expect(output).toContain(`Undefined name \`${name}\``);
});
