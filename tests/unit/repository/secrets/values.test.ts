import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { parseSettings } from "../../../../config/parse";
import { loadStack } from "../../../../config/read/load";
import type { SettingsInput } from "../../../../config/schema/settings";
import { manifests } from "../../../../manifests";
import { environmentSecret } from "../../../../manifests/secret-env";
import { renderStream, renderTree } from "../../../../render/tree";
import { fingerprint, matches } from "../../../../repository/secrets/fingerprint";
import { sealSecret } from "../../../../repository/secrets/seal";
import { valuesFromEnvironment } from "../../../../repository/secrets/values";
import { problemsOf, rejectedProblems, scratch } from "../write/scratch";

const LONG = "kokoro-5f2a9c71be04d8aa";
const OTHER = "9d3c0b7e61f5a2848c1d";
const settingsOf = (input: SettingsInput) => parseSettings(input).settings;
const FROM_ENV = settingsOf({ secretEnv: { API_KEY: { fromEnv: "KEY" } } });

describe("a fingerprint of secret values", () => {
  it("tells the same values from any other, in any order", async () => {
    const stored =
      (await fingerprint(
        new Map([
          ["A", LONG],
          ["B", OTHER],
        ]),
      )) ?? "";
    expect(
      await matches(
        stored,
        new Map([
          ["B", OTHER],
          ["A", LONG],
        ]),
      ),
    ).toBe(true);
    expect(
      await matches(
        stored,
        new Map([
          ["A", LONG],
          ["B", `${OTHER}2`],
        ]),
      ),
    ).toBe(false);
    expect(
      await matches(
        stored,
        new Map([
          ["A", `${LONG}B`],
          ["", OTHER],
        ]),
      ),
    ).toBe(false);
  });

  it("is salted: the same values never have the same one", async () => {
    const values = new Map([["A", LONG]]);
    expect(await fingerprint(values)).not.toBe(await fingerprint(values));
  });

  it.each(["4711", "hunter2", "aaaaaaaaaaaaaaaaaaaaaaaaaaaa", "12341234123412341234"])(
    "is not made of %j, which could be guessed, alone or beside a long one that somebody knows",
    async (value) => {
      expect(await fingerprint(new Map([["A", value]]))).toBeUndefined();
      const both = new Map(Object.entries({ A: value, B: LONG }));
      expect(await fingerprint(both)).toBeUndefined();
    },
  );

  it("does not let a file ask for more work than ours does", async () => {
    const costly = `scrypt:30:8:1:${"0".repeat(32)}:${"0".repeat(64)}`;
    expect(await matches(costly, new Map([["A", LONG]]))).toBeUndefined();
  });
});

describe("secretEnv in the configuration", () => {
  it("is refused in clear in a stack file, and not repeated", () => {
    const [problem] = problemsOf(() => loadStack("s", projectWith("API_KEY: in-clear")));
    expect(problem).toMatchObject({ key: "secretEnv.API_KEY", severity: "error" });
    expect(JSON.stringify(problem)).not.toContain("in-clear");
  });

  it("is refused where Pulumi encrypted it, with two ways out", () => {
    const [problem] = problemsOf(() => loadStack("s", projectWith("API_KEY: {secure: v1:abc}")));
    expect(problem?.fix).toContain("kokoro up --render-yaml DIR");
    expect(problem?.fix).toContain("secretEnv.API_KEY: {fromEnv: API_KEY}");
  });

  it("is refused in clear as a registry's password, with the path that Pulumi takes", () => {
    const account = "ghcr.io: {username: octocat, password: in-clear}";
    const [problem] = problemsOf(() => loadStack("s", projectWith(account, "registries")));
    expect(problem).toMatchObject({ key: "registries.ghcr.io.password", severity: "error" });
    expect(problem?.fix).toContain("write {fromEnv: GHCR_IO_PASSWORD}");
    expect(problem?.fix).toContain(`--path 'registries["ghcr.io"].password'`);
    expect(JSON.stringify(problem)).not.toContain("in-clear");
  });

  it("is refused as a registry's password where Pulumi encrypted it, with two ways out", () => {
    const account = "ghcr.io: {username: octocat, password: {secure: v1:abc}}";
    const [problem] = problemsOf(() => loadStack("s", projectWith(account, "registries")));
    expect(problem?.fix).toContain("kokoro up --render-yaml DIR");
    expect(problem?.fix).toContain("password: {fromEnv: GHCR_IO_PASSWORD}");
  });

  it("takes an empty variable of the environment for one that is not set", () => {
    expect(valuesFromEnvironment(environmentSecret, FROM_ENV, { KEY: "" }).size).toBe(0);
    expect(valuesFromEnvironment(environmentSecret, FROM_ENV, { KEY: "a" })).toEqual(
      new Map([["API_KEY", "a"]]),
    );
  });
});

describe("secretEnv that the tree refers to", () => {
  const settings = settingsOf({
    secretStore: "onepassword",
    secretEnv: {
      API_KEY: { fromStore: "kokoro", property: "api-key" },
      TOKEN: { fromSecret: "speech" },
    },
  });

  it("in a store becomes an ExternalSecret and no value", () => {
    const { object } = manifests(settings).find(({ name }) => name === "externalsecret") ?? {};
    expect(object).toMatchObject({
      kind: "ExternalSecret",
      spec: {
        secretStoreRef: { kind: "ClusterSecretStore", name: "onepassword" },
        data: [{ secretKey: "API_KEY", remoteRef: { key: "kokoro", property: "api-key" } }],
      },
    });
  });

  it("is what the server's environment names, without sops and without a file of ours", () => {
    const files = renderTree(settings);
    const deployment = files.find(({ path }) => path.endsWith("/deployment.yaml"))?.content;
    expect(deployment).toMatch(
      /- name: API_KEY\n +valueFrom:\n +secretKeyRef:\n +name: kokoro-api-store\n +key: API_KEY/,
    );
    expect(deployment).toMatch(/- name: TOKEN\n +valueFrom:\n +secretKeyRef:\n +name: speech\n +key: TOKEN/);
    expect(files.filter(({ path }) => path.endsWith(".sops.yaml"))).toEqual([]);
  });
});

describe("secretEnv that has to be encrypted", () => {
  const path = process.env.PATH;
  afterEach(() => {
    process.env.PATH = path;
  });

  it("is never rendered without encryption", () => {
    expect(() => renderTree(FROM_ENV)).toThrow("in clear it is never written");
    expect(renderStream(FROM_ENV)).not.toContain("kind: Secret\n");
  });

  it("needs somebody to encrypt to", async () => {
    const root = scratch();
    writeFileSync(join(root, ".git"), "");
    const [problem] = await rejectedProblems(
      sealSecret(environmentSecret, FROM_ENV, { root, owner: "s" }, new Map([["API_KEY", LONG]])),
    );
    expect(problem).toMatchObject({ key: "sops.age", fix: expect.stringContaining("age1...") });
  });

  it("says how to get sops where it is not on the PATH", async () => {
    process.env.PATH = scratch();
    const sops = { age: [`age1${"q".repeat(58)}`] };
    const settings = settingsOf({ sops, secretEnv: { API_KEY: { fromEnv: "KEY" } } });
    const [problem] = await rejectedProblems(
      sealSecret(environmentSecret, settings, { root: scratch(), owner: "s" }, new Map([["API_KEY", LONG]])),
    );
    expect(problem).toMatchObject({ key: "sops", rule: expect.stringContaining("is not on the PATH") });
  });
});

function projectWith(entry: string, section = "secretEnv"): string {
  const folder = scratch();
  writeFileSync(join(folder, "Pulumi.yaml"), "name: kokoro-api\nruntime: nodejs\n");
  writeFileSync(join(folder, "Pulumi.s.yaml"), `config:\n  kokoro-api:${section}:\n    ${entry}\n`);
  return folder;
}
