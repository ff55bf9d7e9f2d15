import { execFileSync, spawnSync } from "node:child_process";
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import folders from "../../common/folders.json";

const ROOT = join(__dirname, "..", "..");
const made: string[] = [];
afterAll(() => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
});

/** What the linter says of a project with these files and our rules. */
function lint(files: Readonly<Record<string, string>>): { status: number | null; output: string } {
  const root = mkdtempSync(join(realpathSync(tmpdir()), "kokoro-direction-"));
  made.push(root);
  for (const name of [".dependency-cruiser.mjs", "common/folders.json", "tsconfig.json", "package.json"]) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    copyFileSync(join(ROOT, name), join(root, name));
  }
  symlinkSync(join(ROOT, "node_modules"), join(root, "node_modules"));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  const { status, stdout, stderr } = spawnSync("npm", ["run", "--silent", "lint:direction"], {
    cwd: root,
    encoding: "utf8",
  });
  return { status, output: stdout + stderr };
}

const importing = (path: string) => `import { it } from "${path}";\nexport const mine = it;\n`;

describe("the direction of imports", () => {
  it("admits an import of an earlier folder, and of one's own", () => {
    const { status, output } = lint({
      "config/a.ts": "export const it = 1;\n",
      "render/a.ts": importing("../config/a"),
      "render/b.ts": importing("./a"),
    });
    expect(output).toContain("no dependency violations");
    expect(status).toBe(0);
  });

  it("refuses an import of a later folder, of a folder beside, and of a test", () => {
    const { status, output } = lint({
      "render/a.ts": "export const it = 1;\n",
      "client/a.ts": "export const it = 1;\n",
      "tests/a.ts": "export const it = 1;\n",
      "config/later.ts": importing("../render/a"),
      "explain/beside.ts": importing("../client/a"),
      "cli/test.ts": importing("../tests/a"),
    });
    for (const edge of ["config/later.ts → render/a.ts", "explain/beside.ts → client/a.ts"])
      expect(output).toContain(edge);
    expect(output).toContain("cli/test.ts → tests/a.ts");
    expect(status).not.toBe(0);
  });

  it("refuses a circle, of types too, and a folder that has no place", () => {
    const { status, output } = lint({
      "speech/a.ts": 'import type { B } from "./b";\nexport type A = B | 1;\n',
      "speech/b.ts": 'import type { A } from "./a";\nexport type B = A | 2;\n',
      "stray/a.ts": "export const it = 1;\n",
      "cli/stray.ts": importing("../stray/a"),
    });
    expect(output).toContain("no-circle");
    expect(output).toContain("every-folder-has-its-place: cli/stray.ts → stray/a.ts");
    expect(status).not.toBe(0);
  });
});

describe("common/folders.json", () => {
  it("has every folder of the repository", () => {
    const tracked = execFileSync("git", ["ls-files"], { cwd: ROOT, encoding: "utf8" }).split("\n");
    const tops = tracked.filter((path) => /^[^.][^/]*\//.test(path)).map((path) => path.split("/")[0] ?? "");
    const known = [...folders.layers.flat(), ...folders.beside];
    expect([...new Set(tops)].filter((top) => !known.includes(top))).toEqual([]);
  });
});
