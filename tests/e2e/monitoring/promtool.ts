import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { run } from "../toolchain/run";

/** Runs promtool on files that exist for this call only; the text that it printed, and whether it passed. */
export async function promtool(
  command: readonly string[],
  files: Readonly<Record<string, unknown>>,
): Promise<{ ok: boolean; output: string }> {
  const folder = mkdtempSync(join(tmpdir(), "kokoro-promtool-"));
  try {
    for (const [name, content] of Object.entries(files))
      writeFileSync(join(folder, name), stringify(content, { aliasDuplicateObjects: false }));
    const { code, output } = await run("promtool", command, { cwd: folder, mayFail: true });
    return { ok: code === 0, output };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
