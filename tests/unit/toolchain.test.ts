import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { MissingTool, program, toolchainFolder } from "../e2e/toolchain/locate";
import { folderOfFile } from "../support/temporary";

const folder = folderOfFile("toolchain");
for (const part of ["bin", "crds", "jsonschemas"]) mkdirSync(join(folder, part));
for (const part of ["control-plane", "flux-source", "bin/kubeconform"])
  writeFileSync(join(folder, part), "#!/bin/sh\n", { mode: 0o755 });

describe("the toolchain of the e2e tests", () => {
  it("is the folder that the variable names", () => {
    expect(toolchainFolder({ KOKORO_TOOLCHAIN: folder })).toBe(folder);
  });

  it("is the folder whose bin is on PATH", () => {
    expect(toolchainFolder({ PATH: `/usr/bin:${join(folder, "bin")}` })).toBe(folder);
  });

  it("that lacks a part is refused by name, with the way to get one", () => {
    const find = () => toolchainFolder({ KOKORO_TOOLCHAIN: join(folder, "bin") });
    expect(find).toThrow(MissingTool);
    expect(find).toThrow(/^KOKORO_TOOLCHAIN=.*control-plane.* are missing in it\.\nSet KOKORO_TOOLCHAIN to/);
  });
});

describe("a program of the e2e tests", () => {
  const environment = { KOKORO_TOOLCHAIN: folder, PATH: "/nowhere" };

  it("is found in the toolchain before PATH", () => {
    expect(program("kubeconform", environment)).toBe(join(folder, "bin", "kubeconform"));
  });

  it("that is missing fails with its name and how to install it", () => {
    const find = () => program("istio-xds", environment);
    expect(find).toThrow(MissingTool);
    expect(find).toThrow(/^istio-xds was not found in .*\nTo install it: .*KOKORO_TOOLCHAIN/);
  });
});
