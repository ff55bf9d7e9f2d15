import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { execa } from "execa";
import { describe, expect, it } from "vitest";
import { devServer, temporaryFolder } from "./support";

const ROOT = path.join(__dirname, "../../..");
const page = readFileSync(path.join(ROOT, "docs/client.md"), "utf8");
const blocks = [...page.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block]) => block ?? "");

describe("docs/client.md", () => {
  it("has commands only of the kind that works as it stands", async () => {
    const { url } = await devServer();
    const folder = temporaryFolder();
    const shim = path.join(folder, "kokoro");
    writeFileSync(shim, `#!/bin/sh\nexec "${process.execPath}" "${ROOT}/dist/cli/kokoro.js" "$@"\n`);
    chmodSync(shim, 0o755);
    expect(blocks.length).toBeGreaterThanOrEqual(5);
    const run = (block: string) =>
      execa("sh", ["-ec", block], {
        cwd: folder,
        env: { KOKORO_URL: url, PATH: `${folder}:${process.env.PATH}` },
        reject: false,
        timeout: 60_000,
      });
    for (const { stderr, exitCode } of await Promise.all(blocks.map(run))) {
      expect(stderr).toBe("");
      expect(exitCode).toBe(0);
    }
    const made = [
      "hello.mp3",
      "british.wav",
      "pipe.ogg",
      "book/001.wav",
      "book.wav",
      "smoke.xml",
      "report.html",
    ];
    for (const file of made) expect(readFileSync(path.join(folder, file)).length).toBeGreaterThan(100);
    for (const file of ["smoke.json", "load.json"]) {
      expect(JSON.parse(readFileSync(path.join(folder, file), "utf8"))).toMatchObject({ passed: true });
    }
  }, 60_000);
});
