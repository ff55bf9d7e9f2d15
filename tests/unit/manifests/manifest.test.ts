import { describe, expect, it } from "vitest";
import type { SettingsInput } from "../../../config/schema/settings";
import { manifests } from "../../../manifests";
import { fileOf, logicalName } from "../../../manifests/manifest";
import { environmentSecret } from "../../../manifests/secret-env";
import { settingsOf } from "../../support/settings";

function named(name: string, input: SettingsInput = {}) {
  const found = manifests(settingsOf(input)).find((each) => each.name === name);
  if (!found) throw new Error(`${name} is not among the manifests`);
  return found;
}

describe("what a manifest is decides its file and its name in the engine", () => {
  const secretEnv = { API_KEY: { fromEnv: "KEY" } };
  it.each<[string, SettingsInput, string, string]>([
    ["namespace", {}, "namespace.yaml", "kokoro-namespace"],
    ["deployment", {}, "app/deployment.yaml", "kokoro-deployment"],
    ["networkpolicy-waypoint", {}, "app/networkpolicy-waypoint.yaml", "kokoro-networkpolicy-waypoint"],
    ["secret", { secretEnv }, "app/secret.sops.yaml", "kokoro-secret.sops"],
  ])("%s", (name, input, file, inEngine) => {
    expect(fileOf(named(name, input))).toBe(file);
    expect(logicalName("kokoro", named(name, input))).toBe(inEngine);
  });

  it("a Secret's manifest carries the Secret itself", () => {
    expect(named("secret", { secretEnv }).carries).toBe(environmentSecret);
  });

  it("a second version has what is not shared", () => {
    const input = { mesh: { canary: { weight: 10, image: { tag: "v0.9.0" } } } };
    const all = manifests(settingsOf(input));
    const second = all.filter(({ name }) => name.endsWith("-canary"));
    const first = all.filter(({ name }) => !name.endsWith("-canary"));
    expect(first.filter(({ shared }) => shared).map(({ name }) => name)).toEqual([
      "namespace",
      "virtualservice",
    ]);
    expect(second.map(({ name }) => name)).toContain("deployment-canary");
    expect(second.some(({ shared }) => shared)).toBe(false);
  });
});
