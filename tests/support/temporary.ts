import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, onTestFinished } from "vitest";

/** An empty folder. The caller removes it. */
export function temporaryFolder(purpose: string): string {
  return mkdtempSync(join(tmpdir(), `kokoro-${purpose}-`));
}

export function remove(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}

/** An empty folder that is gone when the running test ends. */
export function folderOfTest(purpose = "test"): string {
  const folder = temporaryFolder(purpose);
  onTestFinished(() => remove(folder));
  return folder;
}

/** An empty folder that is gone when all tests of the file have ended. */
export function folderOfFile(purpose: string): string {
  const folder = temporaryFolder(purpose);
  afterAll(() => remove(folder));
  return folder;
}
