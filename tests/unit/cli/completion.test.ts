import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { completionScript } from "../../../cli/completion/script";
import { program } from "../../../cli/program";

const root = program();
const scripts = {
  bash: completionScript("bash", root),
  zsh: completionScript("zsh", root),
  fish: completionScript("fish", root),
};
const has = (shell: string) => spawnSync(shell, ["-c", "exit 0"]).status === 0;

describe.each(["bash", "zsh", "fish"] as const)("kokoro completion %s", (shell) => {
  it("has every command and option that --help shows, and no other", () => {
    for (const command of root.commands) {
      expect(scripts[shell]).toMatch(new RegExp(`\\b${command.name()}\\b`));
      for (const { long = "", short, hidden } of command.options) {
        if (hidden) continue;
        const names = shell === "fish" ? [`-l ${long.slice(2)} `] : [long];
        if (short) names.push(shell === "fish" ? `-s ${short.slice(1)} ` : short);
        for (const name of names) expect(scripts[shell]).toContain(name);
      }
    }
    expect(scripts[shell]).not.toContain("deprecated");
  });

  it.skipIf(!has(shell))("is a script that the shell can read", () => {
    const { status, stderr } = spawnSync(shell, ["-n"], { input: scripts[shell], encoding: "utf8" });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  });
});

describe.skipIf(!has("bash"))("in bash", () => {
  it.each([
    ["kokoro ren", ["render"]],
    ["kokoro render --output ", ["dir", "stdout", "tar", "oci"]],
    ["kokoro render --dry", ["--dry-run"]],
    ["kokoro render --format", []],
    ["kokoro speak --format w", ["wav"]],
    ["kokoro completion f", ["fish"]],
    ["kokoro help dev", ["dev-server"]],
    ["kokoro --ver", ["--version"]],
    // The shell goes on with the names of files.
    ["kokoro render --out ", []],
  ])("%s<Tab> offers %j", (line, offered) => {
    const words = line.split(" ").map((word) => `"${word}"`);
    const tab = `COMP_WORDS=(${words.join(" ")}); COMP_CWORD=${words.length - 1}; _kokoro; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const { stdout, stderr } = spawnSync("bash", ["-c", `${scripts.bash}\n${tab}`], { encoding: "utf8" });
    expect(stderr).toBe("");
    expect(stdout.split("\n").filter(Boolean)).toEqual(offered);
  });
});
