import { readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * The programs that run in the cluster: Python's standard library alone, because they run in the server's own
 * image. Each is one file there, so that client.py's text stands where the sources import it.
 */
export function pythonProgram(name: "smoke.py" | "batch.py"): string {
  const known = programs.get(name);
  if (known !== undefined) return known;
  const parts = source(name).split(IMPORTS_CLIENT);
  if (parts.length !== 2) throw new Error(`${name} must import from client once`);
  const program = parts.join(source("client.py"));
  programs.set(name, program);
  return program;
}

/** A run makes its manifests several times, and the files do not change meanwhile. */
const programs = new Map<string, string>();

const IMPORTS_CLIENT = /^from client import .*\n/m;

/** The file stands beside this one in the sources and in the library, and beside the bundle of the CLI. */
function source(name: string): string {
  return readFileSync(join(__dirname, name), "utf8");
}
