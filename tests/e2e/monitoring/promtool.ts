import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { stringify } from "yaml";

const FIX =
  "promtool is not on PATH. It comes with Debian's package prometheus (apt-get install prometheus) and with the releases of prometheus/prometheus.";

/** Runs promtool on files that exist for this call only; the text that it printed, and whether it passed. */
export async function promtool(
  command: readonly string[],
  files: Readonly<Record<string, unknown>>,
): Promise<{ ok: boolean; output: string }> {
  const folder = mkdtempSync(join(tmpdir(), "kokoro-promtool-"));
  try {
    for (const [name, content] of Object.entries(files))
      writeFileSync(join(folder, name), stringify(content, { aliasDuplicateObjects: false }));
    const result = await execa("promtool", command, { cwd: folder, all: true, reject: false });
    if (result.failed && result.exitCode === undefined) throw new Error(FIX, { cause: result.cause });
    return { ok: result.exitCode === 0, output: result.all };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
