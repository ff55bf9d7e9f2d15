import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { formatProblem, InputError } from "../../../common/problem";
import { loadStack, readEngineConfig, stacksOf } from "../../../config/read/load";
import { kokoro, scratch } from "../../support/cli";

/** A project whose one stack file holds these lines. */
function projectOf(stack: string, pulumi = "name: kokoro-api\nruntime: nodejs\n"): string {
  const folder = scratch();
  writeFileSync(join(folder, "Pulumi.yaml"), pulumi);
  writeFileSync(join(folder, "Pulumi.home.yaml"), stack);
  return folder;
}

function messages(work: () => unknown): string[] {
  try {
    work();
  } catch (error) {
    if (error instanceof InputError) return error.problems.map(formatProblem);
    throw error;
  }
  return [];
}

const HOME = "name: home\nruntime: nodejs\n";
const load = (stack: string, pulumi?: string) => loadStack("home", projectOf(stack, pulumi)).settings;
const wrong = (stack: string, pulumi?: string) => messages(() => load(stack, pulumi));

describe("a stack file that is no file", () => {
  it("is refused before anybody waits for it", () => {
    const folder = projectOf("config: {}\n");
    const file = join(folder, "Pulumi.pipe.yaml");
    spawnSync("mkfifo", [file]);
    expect(messages(() => loadStack("pipe", folder))).toEqual([
      `error: ${file}: must be a file, and is a pipe or device; replace it by a file`,
    ]);
  });
});

describe("text that looks like something else", () => {
  it.each(['"123"', "123", '"1e3"', '"true"'])(
    "is a name where a key takes names: namespace: %s",
    (written) => {
      const name = written.replaceAll('"', "");
      expect(load(`config:\n  kokoro-api:namespace: ${written}\n`).namespace.name).toBe(name);
      expect(readEngineConfig({ "kokoro-api:namespace": name }, "kokoro-api").namespace).toBe(name);
    },
  );

  it("is still a mapping there, a number or a flag elsewhere", () => {
    const values = { namespace: '{"name":"speech"}', replicas: "2", smoke: "true" };
    const config = Object.entries(values).map(([key, value]) => [`kokoro-api:${key}`, value]);
    expect(readEngineConfig(Object.fromEntries(config), "kokoro-api")).toEqual({
      namespace: { name: "speech" },
      replicas: 2,
      smoke: true,
    });
  });

  it("stays text in every key that takes nothing else", () => {
    for (const key of ["name", "accelerator", "longestRequest", "timeout", "networkPolicy", "renderYaml"]) {
      expect(readEngineConfig({ [`kokoro-api:${key}`]: "42" }, "kokoro-api")).toEqual({ [key]: "42" });
    }
  });
});

describe("the prefix of the settings", () => {
  it("is the name of the project", () => {
    expect(load("config:\n  home:replicas: 3\n", HOME).replicas).toBe(3);
  });

  it.each(["kokoro-api", "kokoro", "kokoro_api", "Kokoro-api", "kokoro-ap", "Home", "kokoro-tts"])(
    "is refused where it is %s and the project is another",
    (prefix) => {
      expect(wrong(`config:\n  ${prefix}:replicas: 3\n`, HOME)).toEqual([
        `error: ${prefix}:replicas: is read by nobody: the prefix of the settings is the name of the project, home; write home:replicas`,
      ]);
    },
  );

  it.each(["kokoro", "kokoro_api", "Kokoro-api", "kokoro-apl"])(
    "is refused as %s in this project",
    (prefix) => {
      expect(wrong(`config:\n  ${prefix}:replicas: 3\n`)[0]).toContain("write kokoro-api:replicas");
    },
  );

  it("is refused in Pulumi.yaml, too, and for a setting that is misspelt", () => {
    const pulumi = `${HOME}config:\n  kokoro-api:replicsa: 3\n`;
    expect(wrong("config: {}\n", pulumi)[0]).toContain("kokoro-api:replicsa: is read by nobody");
  });

  it.each(["kubernetes:context: home", "aws:region: x", "hop:name: x", "kokoro-api-other:colour: blue"])(
    "leaves %s to its owner",
    (line) => {
      expect(load(`config:\n  ${line}\n`, HOME).replicas).toBe(1);
    },
  );

  it("is not needed below the one key that a project with keys of its own uses", () => {
    const pulumi = `${HOME}config:\n  domain: { default: example.com }\n`;
    const stack = "config:\n  home:domain: example.org\n  home:kokoro:\n    replicas: 3\n    name: speech\n";
    expect(load(stack, pulumi)).toMatchObject({ replicas: 3, name: "speech" });
    expect(readEngineConfig({ "home:domain": "x", "home:kokoro": '{"replicas":3}' }, "home")).toEqual({
      replicas: 3,
    });
  });

  it("must hold a mapping there, and the prefix that others use is refused with the way to it", () => {
    expect(wrong("config:\n  home:kokoro: 3\n", HOME)[0]).toContain("home:kokoro: must be a mapping");
    expect(wrong("config:\n  home:kokoro: {}\n  kokoro-api:replicas: 3\n", HOME)[0]).toContain(
      "write it below home:kokoro",
    );
    expect(wrong("config:\n  home:kokoro:\n    replcas: 3\n", HOME)[0]).toContain("did you mean replicas?");
  });

  it("is judged in the engine as in the files", () => {
    expect(messages(() => readEngineConfig({ "kokoro:replicas": "3" }, "home"))[0]).toContain(
      "home:replicas",
    );
  });
});

describe("where stack files are", () => {
  it.each(["stackConfigDir: stacks", "config: ./stacks"])("follows %s of Pulumi.yaml", (line) => {
    const folder = projectOf("config:\n  home:replicas: 9\n", `${HOME}${line}\n`);
    mkdirSync(join(folder, "stacks"));
    writeFileSync(join(folder, "stacks", "Pulumi.home.yaml"), "config:\n  home:replicas: 3\n");
    expect(loadStack("home", folder).settings.replicas).toBe(3);
    expect(stacksOf(folder)).toEqual(["home"]);
  });

  it("says that the folder is missing", () => {
    const folder = projectOf("", `${HOME}stackConfigDir: stacks\n`);
    expect(messages(() => stacksOf(folder))[0]).toContain(join(folder, "stacks"));
  });

  it("takes the stack from PULUMI_STACK, as the Pulumi CLI does", () => {
    const folder = projectOf("config:\n  home:name: speech\n", HOME);
    const run = kokoro(["render", "--stdout", "--cwd", folder], { env: { PULUMI_STACK: "home" } });
    expect(run.stderr).not.toContain("--stack");
    expect(run.stdout).toContain("name: speech");
  });
});

describe("a stack file that no program reads alike", () => {
  it.each([
    [
      "an asterisk without quotes",
      "  kokoro-api:ingress:\n    kind: istio\n    hosts:\n      - *.example.com\n",
      "quotes",
    ],
    ["an anchor that contains itself", "  kokoro-api:env: &a\n    B: *a\n", "contains itself"],
    ["infinity", "  kokoro-api:replicas: .inf\n", "is not a finite number"],
    ["a number over 2^53", "  kokoro-api:env:\n    ID: 9007199254740993\n", "too large to be kept exactly"],
    ["a time", "  kokoro-api:env:\n    DAY: 2026-11-25\n", "is read as a time"],
    ["bytes", "  kokoro-api:env:\n    KEY: !!binary aGVsbG8=\n", "has the type"],
  ])("is refused by place: %s", (_, lines, said) => {
    const [first = ""] = wrong(`config:\n${lines}`);
    expect(first).toContain(said);
    expect(first).toMatch(/Pulumi\.home\.yaml:\d+:\d+:/);
  });

  it("is refused where its aliases stand for more than memory holds", () => {
    const levels = Array.from({ length: 9 }, (_, index) => {
      const items = Array.from({ length: 9 }, () => `*a${index}`).join(", ");
      return `  x:k${index + 1}: &a${index + 1} [${items}]`;
    });
    expect(wrong(`config:\n  x:k0: &a0 [lol]\n${levels.join("\n")}\n`)[0]).toContain("aliases");
  });

  it("keeps what only other programs read to these", () => {
    expect(load("config:\n  home:since: 2026-11-25\n").replicas).toBe(1);
  });

  it("is refused where it is a folder, or closed to the user", () => {
    const folder = projectOf("config: {}\n");
    mkdirSync(join(folder, "Pulumi.folder.yaml"));
    expect(messages(() => loadStack("folder", folder))[0]).toContain("it is a folder");
    chmodSync(join(folder, "Pulumi.home.yaml"), 0);
    if (process.getuid?.() !== 0)
      expect(messages(() => loadStack("home", folder))[0]).toContain("permission denied");
  });
});
