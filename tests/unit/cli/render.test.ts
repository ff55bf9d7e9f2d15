import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { KOKORO, kokoro, project, scratch, snapshot } from "../../support/cli";

const APP = "kubernetes/apps/ai-services/kokoro-api";

describe("kokoro render", () => {
  it("writes the tree, then changes no byte and no time in a second run", () => {
    const out = scratch();
    const first = kokoro(["render", "--stack", "homecluster", "--out", out]);
    expect(first).toMatchObject({ code: 0 });
    const before = snapshot(out);
    expect(Object.keys(before)).toEqual(
      expect.arrayContaining([
        `${APP}/namespace.yaml`,
        `${APP}/kustomization.yaml`,
        `${APP}/ks.yaml`,
        `${APP}/app/kustomization.yaml`,
        `${APP}/app/deployment.yaml`,
        `${APP}/app/service.yaml`,
        `${APP}/app/virtualservice.yaml`,
      ]),
    );
    expect(kokoro(["render", "--stack", "homecluster", "--out", out]).code).toBe(0);
    expect(snapshot(out)).toEqual(before);
  });

  it("with --register writes nothing where the line can't be added, and says so in a dry run", () => {
    const out = scratch();
    const list = "kubernetes/apps/ai-services/kustomization.yaml";
    mkdirSync(join(out, dirname(list)), { recursive: true });
    writeFileSync(join(out, list), "resources: &all\n  - ./a\npatches: *all\n");
    for (const flags of [[], ["--dry-run"]]) {
      const { code, stderr } = kokoro([
        "render",
        "--stack",
        "homecluster",
        "--out",
        out,
        "--register",
        ...flags,
      ]);
      expect([code, stderr]).toEqual([2, expect.stringContaining(`error: ${list}: is written in a way`)]);
      expect(Object.keys(snapshot(out))).toEqual([list]);
    }
  });

  it("starts every file with its schema and the document start", () => {
    const out = scratch();
    kokoro(["render", "--stack", "homecluster", "--out", out]);
    for (const [path, { content }] of Object.entries(snapshot(out)).filter(([name]) =>
      name.endsWith(".yaml"),
    )) {
      expect(content.split("\n").slice(0, 2), path).toEqual([
        expect.stringMatching(
          /^# yaml-language-server: \$schema=https:\/\/kubernetes-schemas\.pages\.dev\/\S+\.json$/,
        ),
        "---",
      ]);
      expect(content, path).toMatch(/[^\n]\n$/);
      expect(content, path).not.toContain("\r");
    }
  });

  it("prints one stream of documents and writes nothing with --stdout", () => {
    const folder = project({ a: "config: {}\n" });
    const { code, stdout } = kokoro(["render", "--stack", "a", "--stdout"], { cwd: folder });
    expect(code).toBe(0);
    const kinds = parseAllDocuments(stdout).map((document) => document.toJS().kind);
    expect(kinds).toContain("Deployment");
    expect(kinds.filter((kind) => kind === "Kustomization")).toEqual([]);
    expect(readdirSync(folder).sort()).toEqual(["Pulumi.a.yaml", "Pulumi.yaml"]);
  });

  it("writes nothing with --dry-run, and says what it would do as JSON", () => {
    const out = join(scratch(), "new");
    const { code, stdout } = kokoro([
      "render",
      "--stack",
      "homecluster",
      "--out",
      out,
      "--dry-run",
      "--json",
    ]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ owner: "homecluster", drift: true });
    expect(existsSync(out)).toBe(false);
  });

  it("renders several stacks in one run, each into its own root", () => {
    const folder = project({ a: "config: {}\n", b: "config:\n  kokoro-api:replicas: 3\n" });
    const { code, stdout } = kokoro(["render", "--all-stacks", "--out", "out/{stack}"], { cwd: folder });
    expect(code).toBe(0);
    expect(stdout.trim().split("\n")).toHaveLength(2);
    expect(existsSync(join(folder, "out/a", APP, "ks.yaml"))).toBe(true);
    expect(existsSync(join(folder, "out/b", APP, "ks.yaml"))).toBe(true);
  });

  it("refuses two stacks that would write the same file, and writes neither", () => {
    const folder = project({ a: "config: {}\n", b: "config: {}\n" });
    const { code, stderr } = kokoro(["render", "--stack", "a", "--stack", "b", "--out", "out"], {
      cwd: folder,
    });
    expect(code).toBe(2);
    expect(stderr).toMatch(/--out: "out" gives kubernetes\/apps\/.* to two stacks, a and b/);
    expect(existsSync(join(folder, "out"))).toBe(false);
  });

  it("refuses a file that was edited by hand with a diff, and takes it back with --force", () => {
    const out = scratch();
    kokoro(["render", "--stack", "homecluster", "--out", out]);
    const file = join(out, APP, "ks.yaml");
    writeFileSync(file, "edited: true\n");
    const refused = kokoro(["render", "--stack", "homecluster", "--out", out]);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toMatch(/^-edited: true$/m);
    expect(kokoro(["check", "--stack", "homecluster", "--out", out]).code).toBe(1);
    expect(kokoro(["render", "--stack", "homecluster", "--out", out, "--force"]).code).toBe(0);
    expect(kokoro(["check", "--stack", "homecluster", "--out", out]).code).toBe(0);
  });
});

describe("bad input", () => {
  const mistakes: [string, string, string[], RegExp][] = [
    [
      "a stack that has no file",
      "config: {}",
      ["--stack", "aa"],
      /--stack: "aa" has no file Pulumi\.aa\.yaml .* did you mean a\?/,
    ],
    [
      "YAML that does not parse",
      "config:\n\tx: [",
      ["--stack", "a"],
      /Pulumi\.a\.yaml:2:\d+: is not valid YAML/,
    ],
    [
      "an encrypted value",
      "config:\n  kokoro-api:env:\n    A:\n      secure: v1:x",
      ["--stack", "a"],
      /env\.A: is encrypted by Pulumi .*kokoro up --render-yaml/,
    ],
    ["an ESC environment", "environment:\n  - x", ["--stack", "a"], /environment: imports Pulumi ESC/],
    ["no stack", "config: {}", [], /--stack: is missing/],
    ["an unknown option", "config: {}", ["--stack", "a", "--outt", "x"], /unknown option '--outt'/],
    [
      "a wrong value",
      "config:\n  kokoro-api:replicas: 0",
      ["--stack", "a"],
      /replicas: 0 must be a whole number/,
    ],
    [
      "an unknown key",
      "config:\n  kokoro-api:replica: 1",
      ["--stack", "a"],
      /replica: is not a known key; did you mean replicas\?/,
    ],
    ["a config that is a list", "config:\n  - a", ["--stack", "a"], /config: must be a mapping/],
  ];

  it.each(mistakes)(
    "%s is told in one line, with exit code 2 and nothing written",
    (_, content, args, message) => {
      const folder = project({ a: content });
      const { code, stderr, stdout } = kokoro(["render", "--out", "out", ...args], { cwd: folder });
      expect(stderr).toMatch(message);
      expect(stderr).not.toMatch(/^\s+at /m);
      expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
      expect(existsSync(join(folder, "out"))).toBe(false);
    },
  );

  it("is told at once: no stack, no folder; a stack that is not there, no folder", () => {
    const nothing = kokoro(["render"]);
    expect(nothing).toMatchObject({ code: 2, stdout: "" });
    expect(nothing.stderr).toMatch(/^error: --out: is missing.*\nerror: --stack: is missing/);
    const unknown = kokoro(["check", "--stack", "homeclustr"]);
    expect(unknown).toMatchObject({ code: 2, stdout: "" });
    expect(unknown.stderr).toMatch(/^error: --out: is missing.*\nerror: --stack: .*did you mean homecluster/);
  });

  it("outside of a project is told with the way out", () => {
    const { code, stderr } = kokoro(["render", "--stack", "a", "--out", "out"], { cwd: scratch() });
    expect(code).toBe(2);
    expect(stderr).toMatch(/Pulumi\.yaml: was not found in .*--cwd/);
  });
});

describe("kokoro --help", () => {
  it.each([["--help"], ["render", "--help"], ["check", "--help"], ["diff", "--help"], ["up", "--help"]])(
    "%s %s",
    (...args) => {
      const { code, stdout } = kokoro(args);
      expect(code).toBe(0);
      expect(stdout).toMatch(/Usage: kokoro/);
      expect(stdout).toMatch(/Examples:|Exit codes:/);
    },
  );
});

describe("an output that is closed before its end", () => {
  it.each(["--help", "render --stack homecluster --stdout"])("ends kokoro %s without a word", (args) => {
    // The reader is gone before anything is written.
    const script = `{ sleep 0.1; node "${KOKORO}" ${args} 2>&3; echo $? >&3; } | true`;
    const { output } = spawnSync("bash", ["-c", script], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe", "pipe"],
    });
    expect(output[3]?.split("\n").filter((line) => !line.startsWith("warning: "))).toEqual(["141", ""]);
  });
});
