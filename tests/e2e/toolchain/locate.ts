import { execFileSync } from "node:child_process";
import { accessSync, constants, existsSync } from "node:fs";
import { delimiter, dirname, join, resolve } from "node:path";
import { PROGRAMS, type Program } from "./programs";

/** Root of the project. */
export const PROJECT = resolve(__dirname, "..", "..", "..");

/** What only the e2e tier needs and no registry gives: installed programs and the suite's state. Not in git. */
export const E2E_FOLDER = join(PROJECT, ".e2e");

/** The environment variable that names the toolchain's folder. */
export const TOOLCHAIN_VARIABLE = "KOKORO_TOOLCHAIN";

/** Something that the e2e tier needs is not there. The message says what, and how to get it. */
export class MissingTool extends Error {
  constructor(message: string) {
    super(message);
    this.name = "MissingTool";
    // The reader's next step is in the message; where we noticed is noise.
    this.stack = message;
  }
}

/** The files and folders that make a folder a toolchain. */
const PARTS = ["bin", "control-plane", "flux-source", "crds", "jsonschemas"];

/**
 * The toolchain's folder: $KOKORO_TOOLCHAIN, else the one whose bin is on PATH, else .toolchain in the
 * project, unpacked first where its installer lies beside the project.
 * @throws MissingTool
 */
export function toolchainFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const named = environment[TOOLCHAIN_VARIABLE];
  if (named) return complete(resolve(named), `${TOOLCHAIN_VARIABLE}=${named}`);
  const onPath = pathFolders(environment)
    .flatMap((folder) => [folder, dirname(folder)])
    .find((folder) => PARTS.every((part) => existsSync(join(folder, part))));
  if (onPath) return onPath;
  return complete(unpacked(), "the toolchain in .toolchain");
}

function unpacked(): string {
  const folder = join(PROJECT, ".toolchain");
  const installer = join(PROJECT, "..", "shared", "toolchain", "install");
  if (existsSync(installer)) execFileSync(installer, [folder], { stdio: ["ignore", "ignore", "inherit"] });
  else if (!existsSync(folder)) throw new MissingTool(NO_TOOLCHAIN);
  return folder;
}

function complete(folder: string, source: string): string {
  const missing = PARTS.filter((part) => !existsSync(join(folder, part)));
  if (missing.length === 0) return folder;
  throw new MissingTool(
    `${source} is not a toolchain: ${missing.join(", ")} ${missing.length === 1 ? "is" : "are"} missing in it.\n${HOW}`,
  );
}

const HOW = `Set ${TOOLCHAIN_VARIABLE} to the folder of the test toolchain (it holds ${PARTS.join(", ")}), put that
folder's bin on PATH, or have the installer at ../shared/toolchain/install beside the project.
docs/testing.md says what is in it. \`npm test\` needs none of this.`;

const NO_TOOLCHAIN = `The e2e tests run the real programs (API server, Pulumi, Flux, Istio), and no toolchain was found.\n${HOW}`;

/**
 * Absolute path of a program: in the toolchain, among what `npm run test:e2e:prepare` installed, or on PATH.
 * @throws MissingTool
 */
export function program(name: Program, environment: NodeJS.ProcessEnv = process.env): string {
  const folders = [...toolFolders(environment), ...pathFolders(environment)];
  const found = folders.map((folder) => join(folder, name)).find(isExecutable);
  if (found) return found;
  throw new MissingTool(
    `${name} was not found in ${folders.slice(0, 3).join(", ")} or on PATH.\nTo install it: ${PROGRAMS[name]}.`,
  );
}

/** Where programs of the e2e tier lie, before PATH. */
export function toolFolders(environment: NodeJS.ProcessEnv = process.env): string[] {
  return [join(toolchainFolder(environment), "bin"), join(E2E_FOLDER, "bin"), join(PROJECT, ".venv", "bin")];
}

function pathFolders(environment: NodeJS.ProcessEnv): string[] {
  return (environment.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
