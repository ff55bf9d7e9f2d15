import { spawnSync } from "node:child_process";
import { copyFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { KOKORO, scratch } from "../../support/cli";

describe("the code cache", () => {
  it("is not taken for that of another bundle of the same length", () => {
    const folder = scratch();
    const starter = join(folder, "kokoro.js");
    copyFileSync(KOKORO, starter);
    const run = (word: string) => {
      writeFileSync(join(folder, "main.js"), `console.log("${word}");`);
      return spawnSync(process.execPath, [starter], { encoding: "utf8" }).stdout;
    };
    expect(["one", "two", "one"].map(run)).toEqual(["one\n", "two\n", "one\n"]);
  });
});
