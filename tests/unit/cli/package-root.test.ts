import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { packageRoot } from "../../../cli/package-root";

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), "kokoro-root-"));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  mkdirSync(join(made, "dist", "cli"), { recursive: true });
  return made;
}

it("finds the folder of package.json above the bundle", () => {
  const root = folder();
  writeFileSync(join(root, "package.json"), "{}");
  expect(packageRoot(join(root, "dist", "cli"))).toBe(root);
});

it("ends where no package.json stands above the bundle, as in an image that holds dist alone", () => {
  const bundle = join(folder(), "dist", "cli");
  expect(packageRoot(bundle)).toBe(bundle);
});
