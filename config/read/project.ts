import { existsSync, readdirSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { closest } from "../../common/closest";
import { explainFailure } from "../../common/files/failures";
import { inputError } from "../../common/problem";
import { asMapping, readYamlFile } from "./yaml-file";

/** A Pulumi project on disk: its folder, its name and the config that Pulumi.yaml gives to every stack. */
export interface Project {
  readonly root: string;
  /** Where the stack files are: `stackConfigDir` of Pulumi.yaml, or the root. */
  readonly stackFolder: string;
  readonly name: string;
  readonly config: Readonly<Record<string, unknown>>;
}

const PROJECT_FILES = ["Pulumi.yaml", "Pulumi.yml"];

/** Looks for Pulumi.yaml in a folder and then in those above it, as the Pulumi CLI does. @throws InputError */
export function findProject(from: string): Project {
  refuseNoFolder(from);
  for (let folder = resolve(from); ; folder = dirname(folder)) {
    const file = PROJECT_FILES.map((name) => join(folder, name)).find(existsSync);
    if (file) return readProject(file);
    if (dirname(folder) === folder) break;
  }
  throw inputError({
    key: "Pulumi.yaml",
    rule: `was not found in ${resolve(from)} or a folder above it`,
    fix: "run the command in the project's folder, or name it with --cwd",
  });
}

function refuseNoFolder(from: string): void {
  const found = statSync(from, { throwIfNoEntry: false });
  if (from !== "" && found?.isDirectory()) return;
  throw inputError({
    key: "--cwd",
    value: from,
    rule: from === "" ? "must name a folder" : found ? "is not a folder" : "does not exist",
    fix: "name the folder that holds Pulumi.yaml",
  });
}

function readProject(file: string): Project {
  const content = readYamlFile(file);
  const name = content.name;
  if (typeof name !== "string") {
    throw inputError({ key: "Pulumi.yaml", rule: "has no name", fix: "write for example name: kokoro-api" });
  }
  const root = dirname(file);
  // Before stackConfigDir there was `config` with a folder's name, and Pulumi still reads it.
  const folder = [content.stackConfigDir, content.config].find((value) => typeof value === "string");
  return { root, stackFolder: resolve(root, String(folder ?? ".")), name, config: asMapping(content.config) };
}

/** The names of the stacks that have a file in the project, sorted. */
export function stackNames(project: Project): string[] {
  return explainFailure(project.stackFolder, () => readdirSync(project.stackFolder))
    .map((name) => /^Pulumi\.(.+)\.ya?ml$/.exec(name)?.[1])
    .filter((name) => name !== undefined)
    .sort();
}

/** The parsed stack file. `stack` may be qualified, as in org/project/stack. @throws InputError */
export function readStack(project: Project, stack: string): Record<string, unknown> {
  const name = stack.slice(stack.lastIndexOf("/") + 1);
  const file = [".yaml", ".yml"]
    .map((end) => join(project.stackFolder, `Pulumi.${name}${end}`))
    .find(existsSync);
  if (!file) throw missingStack(project, name);
  return readYamlFile(file, (key) => key.startsWith(`${project.name}:`) || !key.includes(":"));
}

function missingStack(project: Project, stack: string) {
  const known = stackNames(project);
  const near = closest(stack, known);
  return inputError({
    key: "--stack",
    value: stack,
    rule: `has no file Pulumi.${stack}.yaml in ${project.stackFolder}`,
    fix: near
      ? `did you mean ${near}?`
      : `create it, or name one of: ${known.join(", ") || "none (no stack file yet)"}`,
  });
}
