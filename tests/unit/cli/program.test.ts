import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { commands } from "../../../cli/commands/index";
import { program, sortedCommands } from "../../../cli/program";
import { kokoro, scratch } from "../../support/cli";

const ROOT = join(__dirname, "..", "..", "..");
const names = commands.map(({ name }) => name);
const optionsOf = (name: string) =>
  program(name).commands.find((made) => made.name() === name)?.options ?? [];
const durations = ["--timeout", "--idle-timeout", "--connect-timeout", "--duration", "--wait"];

describe("cli/commands", () => {
  it("has every file in its list, each named as its command (else: npm run generate)", () => {
    const files = readdirSync(join(ROOT, "cli/commands")).filter((file) => file !== "index.ts");
    expect(files.map((file) => file.replace(/\.ts$/, ""))).toEqual([...names].sort());
  });

  it("gives every command a place of its own in its group", () => {
    const places = commands.map(({ group, order }) => `${group} ${order}`);
    expect(new Set(places).size).toBe(places.length);
    const printed = program().commands.map((command) => command.name());
    expect(printed).toEqual(sortedCommands().map(({ name }) => name));
  });

  it("builds only the command that is asked for, and all where it is none", () => {
    const built = (name?: string) => program(name).commands.map((command) => command.name());
    expect(built("render")).toEqual(["render"]);
    expect(built()).toHaveLength(names.length);
    expect(built("rendr")).toHaveLength(names.length);
    expect(built("completion")).toHaveLength(names.length);
  });

  it("takes durations with a unit, and audio formats as --format, wherever these options stand", () => {
    for (const name of names) {
      for (const { long, flags, hidden, argChoices } of optionsOf(name)) {
        if (durations.includes(long ?? "")) expect(`${name} ${flags}`).toMatch(/<duration>$/);
        if (long === "--format" && !hidden) expect(argChoices).toContain("mp3");
      }
    }
  });

  it("uses no letter for options of different meaning", () => {
    const meanings = new Map<string, Set<string>>();
    for (const { short, long } of names.flatMap(optionsOf))
      if (short) meanings.set(short, (meanings.get(short) ?? new Set()).add(long ?? ""));
    expect([...meanings].filter(([, longs]) => longs.size > 1)).toEqual([]);
    expect([...meanings.keys()].sort()).toEqual(["-C", "-o", "-s"]);
  });
});

describe("help", () => {
  it.each(names)("of %s has examples of known options, and the exit codes", (name) => {
    const { code, stdout } = kokoro([name, "--help"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Examples:\n {2}\$ /m);
    expect(stdout).toMatch(/^Exit codes:\n {2}0 {4}.+\n(.*\n)* {2}2 {4}/m);
    const known = [...optionsOf(name), ...optionsOf("speak")].flatMap(({ long, short }) => [long, short]);
    const examples = commands.find((spec) => spec.name === name)?.examples ?? [];
    const used = examples
      .filter((line) => line.startsWith("kokoro"))
      .flatMap((line) => line.replace(/[#|].*/, "").match(/(?<= )--?[a-z][-a-z]*/g) ?? []);
    const ofPulumi = ["up", "preview"].includes(name) ? ["--stack", "--diff", "--yes"] : [];
    expect(used.filter((option) => ![...known, ...ofPulumi].includes(option))).toEqual([]);
  });

  it("prints the version of package.json, which stands nowhere else", () => {
    const { version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
    expect(kokoro(["--version"])).toMatchObject({ code: 0, stdout: `${version}\n` });
  });
});

describe("a command line with a mistake", () => {
  it.each([
    [[], /^error: kokoro: needs a command; write for example kokoro render/],
    [["rendr"], /unknown command 'rendr'\n\(Did you mean render\?\)\nRun with --help/],
    [["help", "rendr"], /unknown command 'rendr'\n\(Did you mean render\?\)/],
    [["rendr", "--help"], /unknown command 'rendr'/],
    [["render", "--outt", "x"], /unknown option '--outt'\n\(Did you mean --out\?\)\nRun with --help/],
    [["render", "-n"], /unknown option '-n'/],
    [["render", "--stdout", "--output", "tar"], /'--stdout' cannot be used with option '--output <kind>'/],
    [["render", "--output", "zip"], /Allowed choices are dir, stdout, tar, oci/],
    [["render", "--output", "tar", "--format", "oci"], /--format: is the old name of --output/],
    [["render", "--stack", "a", "--out", "x", "--cwd", "/no/such"], /--cwd: "\/no\/such" does not exist/],
    [["check", "--stack", "a", "--out", "x", "--cwd", "package.json"], /--cwd: .* is not a folder/],
    [["explain", "--stack", "a", "--cwd", ""], /--cwd: "" must name a folder/],
    [["up", "--render-yaml", "out", "--cwd", "/no/such"], /--cwd: "\/no\/such" does not exist/],
    [["speak", "Hi."], /required option '-o, --out <file>'/],
    [["smoke", "--output", "xml", "--wait", "soon"], /--wait: "soon" must be a duration from 0s to 24h/],
    [["smoke", "--output", "xml", "--wait", "soon"], /--output: "xml" must be one of tap, junit, json/],
    [["voices", "--timeout", "5"], /nothing listens there/, 1],
    [
      ["voices", "--timeout", "0ms"],
      /--timeout: "0ms" must be a duration from 10ms to 24h; write for example/,
    ],
    [["completion", "tcsh"], /Allowed choices are bash, zsh, fish/],
  ] as [string[], RegExp, number?][])("%j is refused with a message", (args, message, exitCode = 2) => {
    const { code, stdout, stderr } = kokoro(args, { env: { KOKORO_URL: "http://127.0.0.1:1" } });
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect({ code, stdout }).toEqual({ code: exitCode, stdout: "" });
  });

  it("is warned of where it has an old name", () => {
    const { code, stderr } = kokoro([
      ...["render", "--stack", "homecluster", "--format", "tar"],
      ...["--out", join(scratch(), "kokoro.tar.gz")],
    ]);
    expect(code).toBe(0);
    expect(stderr).toMatch(/^warning: --format: is deprecated here; write --output tar$/m);
  });
});
