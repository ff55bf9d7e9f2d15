import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";

export interface ScriptResult {
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a rendered script as its container does, with nothing but the environment given. */
export async function runScript(
  script: string,
  env: Readonly<Record<string, string>>,
): Promise<ScriptResult> {
  const folder = mkdtempSync(join(tmpdir(), "kokoro-script-"));
  const file = join(folder, "script.py");
  writeFileSync(file, script);
  try {
    const { exitCode, stdout, stderr, cause } = await execa("python3", ["-I", file], {
      env: { PATH: process.env.PATH, ...env },
      extendEnv: false,
      reject: false,
    });
    if (exitCode === undefined)
      throw new Error("python3 is not on PATH: install Python 3.10 or later", { cause });
    return { exitCode, stdout, stderr };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
