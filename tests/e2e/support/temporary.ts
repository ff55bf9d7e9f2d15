import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

/** An empty folder. The caller removes it. */
export function temporaryFolder(purpose: string): string {
  return mkdtempSync(join(tmpdir(), `kokoro-e2e-${purpose}-`));
}

export function remove(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}

/** An empty folder that is gone when the running test ends. */
export function folderOfTest(purpose: string): string {
  const folder = temporaryFolder(purpose);
  onTestFinished(() => remove(folder));
  return folder;
}
