import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { stringify } from "yaml";
import type { SettingsInput } from "../../../config/schema/settings";
import { kokoro, project } from "../../support/cli";

const stack = (config: SettingsInput) =>
  stringify({
    config: Object.fromEntries(Object.entries(config).map(([key, value]) => [`kokoro-api:${key}`, value])),
  });

function renderBoth(a: SettingsInput, b: SettingsInput, ...flags: string[]) {
  const folder = project({ a: stack(a), b: stack(b) });
  const where = flags.length > 0 ? flags : ["--out", "out"];
  const result = kokoro(["render", "--all-stacks", ...where], { cwd: folder });
  const errors = result.stderr.split("\n").filter((line) => line.startsWith("error:"));
  return { ...result, errors, folder };
}

const created = (folder: string) => existsSync(join(folder, "out"));
const joins = { name: "ai-services", create: false };
const extra = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "mine" } };

describe("two stacks in one repository", () => {
  it("are refused where both define the namespace, which would stop every app of the cluster", () => {
    const { code, errors, folder } = renderBoth({ name: "one" }, { name: "two" });
    expect(code).toBe(2);
    expect(errors).toEqual([
      "error: b: namespace.create: would define Namespace ai-services a second time: stack a does already (namespace.yaml); set namespace.create: false in one of the two",
    ]);
    expect(created(folder)).toBe(false);
  });

  it("are rendered where one of them joins the other's namespace", () => {
    const { code, folder } = renderBoth({ name: "one" }, { name: "two", namespace: joins });
    expect(code).toBe(0);
    expect(readdirSync(join(folder, "out/kubernetes/apps/ai-services")).sort()).toEqual(["one", "two"]);
  });

  it("are refused where both have the same Flux Kustomization", () => {
    const { code, errors, folder } = renderBoth({}, { namespace: "media" });
    expect(code).toBe(2);
    expect(errors).toEqual([
      'error: b: flux.name: "kokoro-api" is the Flux Kustomization of stack a, too (flux-system/kokoro-api), and kustomize refuses a build with both; give it a name of its own, for example flux.name: kokoro-api-media',
    ]);
    expect(created(folder)).toBe(false);
    expect(renderBoth({}, { namespace: "media", flux: { name: "kokoro-api-media" } }).code).toBe(0);
  });

  it("are refused where both own a waypoint of one name, or bring one object of their own", () => {
    const a: SettingsInput = { name: "one", mesh: { waypoint: { name: "shared" } }, extraManifests: [extra] };
    const { errors } = renderBoth(a, { ...a, name: "two", namespace: joins });
    expect(errors).toEqual([
      "error: b: mesh.waypoint.name: would define ConfigMap ai-services/shared-parameters a second time: stack a does already (app/configmap-waypoint.yaml); give each its own waypoint, or set mesh.waypoint.create: false in one of the two to share it",
      "error: b: extraManifests[0]: would define ConfigMap ai-services/mine a second time: stack a does already (app/configmap-mine.yaml); give it another name in one of the two",
    ]);
  });

  it("may share a waypoint, and each has monitoring of its own", () => {
    const common: SettingsInput = { monitoring: true };
    const owner: SettingsInput = { ...common, name: "one", mesh: { waypoint: { name: "shared" } } };
    const guest: SettingsInput = {
      ...common,
      name: "two",
      namespace: joins,
      mesh: { waypoint: { name: "shared", create: false } },
    };
    expect(renderBoth(owner, guest)).toMatchObject({ code: 0, errors: [] });
  });

  it("may be those of two clusters, each with a folder that its own Flux applies", () => {
    const at = (path: string) => ({ flux: { path } });
    expect(renderBoth(at("clusters/a/apps"), at("clusters/b/apps")).code).toBe(0);
    const nested = renderBoth(at("clusters"), { ...at("clusters/b"), namespace: "media" });
    expect(nested.errors).toEqual([expect.stringContaining("error: b: flux.name:")]);
  });

  it("are refused in one stream, too, before its first byte", () => {
    const { code, stdout, errors } = renderBoth({ name: "one" }, { name: "two" }, "--output", "stdout");
    expect(code).toBe(2);
    expect(stdout).toBe("");
    expect(errors).toEqual([expect.stringContaining("error: b: namespace.create:")]);
  });
});

describe("an object of the user's own that is one of ours", () => {
  it("is refused by its key", () => {
    const own = { ...extra, metadata: { name: "kokoro-api-server" } };
    const folder = project({ a: stack({ extraManifests: [extra, own] }) });
    for (const flags of [
      ["--out", "out"],
      ["--output", "stdout"],
    ]) {
      const { code, stdout, stderr } = kokoro(["render", "--stack", "a", ...flags], { cwd: folder });
      expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
      expect(stderr).toContain(
        "error: extraManifests[1]: would make ConfigMap ai-services/kokoro-api-server a second time: kokoro itself (app/configmap.yaml) makes it already; give one of the two another name, or leave it out",
      );
    }
    expect(created(folder)).toBe(false);
  });
});
