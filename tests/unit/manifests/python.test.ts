import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { pythonProgram } from "../../../manifests/in-cluster/python";

const ROOT = join(__dirname, "..", "..", "..");
const SOURCES = join(ROOT, "manifests", "in-cluster");

describe("pythonProgram", () => {
  it.each(["smoke.py", "batch.py"] as const)("%s is one file, with the client in it", (name) => {
    const program = pythonProgram(name);
    expect(program).not.toContain("from client import");
    expect(program).toContain("\ndef ask(server, body, timeout):\n");
    expect(program.match(/^import json$/gm)).toHaveLength(1);
  });
});

describe("the build", () => {
  const programs = readdirSync(SOURCES).filter((name) => name.endsWith(".py"));

  it.each(["dist/cli", "dist/lib/manifests/in-cluster"])("brings every program into %s", (folder) => {
    expect(programs).toEqual(expect.arrayContaining(["batch.py", "client.py", "smoke.py"]));
    expect(programs.filter((name) => !existsSync(join(ROOT, folder, name)))).toEqual([]);
  });
});
