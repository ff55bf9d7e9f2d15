import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { tryParseSettings } from "../../config/parse";

const ROOT = join(__dirname, "..", "..");
const DIGEST = `sha256:${"0123456789abcdef".repeat(4)}`;

interface Manager {
  readonly managerFilePatterns: readonly string[];
  readonly matchStrings: readonly string[];
}

const { customManagers } = JSON.parse(readFileSync(join(ROOT, "renovate.json"), "utf8")) as {
  customManagers: Manager[];
};

/** What Renovate would find in a file: the groups of every match of every manager for it. */
function found(file: string, content: string) {
  return customManagers
    .filter(({ managerFilePatterns }) =>
      managerFilePatterns.some((pattern) => new RegExp(pattern.slice(1, -1)).test(file)),
    )
    .flatMap(({ matchStrings }) => matchStrings)
    .flatMap((text) => [...content.matchAll(new RegExp(text, "g"))].map(({ groups }) => ({ ...groups })));
}

const pinned = `config:
  kokoro-api:image:
    repository: ghcr.io/remsky/kokoro-fastapi-gpu
    tag: v0.8.0
    digest: ${DIGEST}
`;

describe("Renovate", () => {
  it("finds the image of the homecluster stack", () => {
    const content = readFileSync(join(ROOT, "Pulumi.homecluster.yaml"), "utf8");
    expect(found("Pulumi.homecluster.yaml", content)).toMatchObject([
      { depName: "ghcr.io/remsky/kokoro-fastapi-cpu", currentValue: "v0.8.0" },
    ]);
  });

  it("finds tag and digest of a pinned image", () => {
    expect(found("stacks/Pulumi.home.yaml", pinned)).toEqual([
      { depName: "ghcr.io/remsky/kokoro-fastapi-gpu", currentValue: "v0.8.0", currentDigest: DIGEST },
    ]);
  });

  it("finds a tag after a hint where the accelerator decides the repository", () => {
    const content = `config:
  kokoro-api:accelerator: nvidia
  kokoro-api:image:
    # renovate: depName=ghcr.io/remsky/kokoro-fastapi-gpu
    tag: v0.8.0
    digest: ${DIGEST}
`;
    expect(found("Pulumi.home.yaml", content)).toEqual([
      { depName: "ghcr.io/remsky/kokoro-fastapi-gpu", currentValue: "v0.8.0", currentDigest: DIGEST },
    ]);
  });

  it("finds the default tag in the program, and it is the one that is used", () => {
    const file = "config/schema/sections/image.ts";
    const [match, ...others] = found(file, readFileSync(join(ROOT, file), "utf8"));
    expect(others).toEqual([]);
    const parsed = tryParseSettings({});
    expect(parsed.ok && parsed.settings.image.tag).toBe(match?.currentValue);
  });

  it("leaves other files and other keys alone", () => {
    expect(found("Pulumi.yaml", pinned)).toEqual([]);
    expect(found("Pulumi.home.yaml", "config:\n  kokoro-api:image:\n    tag: v0.8.0\n")).toEqual([]);
  });

  it("uses no look-around, which Renovate's engine (RE2) lacks", () => {
    for (const text of customManagers.flatMap(({ matchStrings }) => matchStrings)) {
      expect(text).not.toMatch(/\(\?(=|!|<=|<!)/);
    }
  });
});
