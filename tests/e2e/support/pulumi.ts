import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { inject } from "vitest";
import folders from "../../../common/folders.json";
import { PROJECT } from "../toolchain/locate";
import { type RunResult, run, runFile } from "../toolchain/run";
import { type StackConfig, stackFile } from "./render";

/** The program and what it reads; node_modules is linked. */
const SOURCES = ["Pulumi.yaml", "package.json", "tsconfig.json", "index.ts", ...folders.layers.flat()];

export const STACK = "homecluster";

/** A Pulumi project on disk with its own home and state, against the suite's control plane. */
export interface PulumiProject {
  readonly folder: string;
  /** Runs `pulumi ... --non-interactive` in the project. */
  pulumi(
    args: readonly string[],
    options?: { mayFail?: boolean; env?: Readonly<Record<string, string>> },
  ): Promise<RunResult>;
  configure(config: StackConfig): void;
  /** What makes a child process use this home, state and cluster. */
  readonly env: Readonly<Record<string, string>>;
  outputs(): Promise<Record<string, unknown>>;
}

/** A copy of this project, because Pulumi rewrites stack files. */
export async function copiedProject(folder: string, config: StackConfig): Promise<PulumiProject> {
  const copy = join(folder, "project");
  for (const source of SOURCES) cpSync(join(PROJECT, source), join(copy, source), { recursive: true });
  symlinkSync(join(PROJECT, "node_modules"), join(copy, "node_modules"));
  return initialised(copy, folder, config);
}

/** A project of a user's own, with the packed package in its node_modules. */
export async function dependentProject(
  folder: string,
  program: string,
  name = "two-services",
): Promise<PulumiProject> {
  const project = join(folder, name);
  await installPacked(folder, join(project, "node_modules"));
  writeFileSync(join(project, "index.ts"), program);
  writeFileSync(join(project, "Pulumi.yaml"), `name: ${name}\nruntime: nodejs\n`);
  writeFileSync(join(project, "package.json"), JSON.stringify({ name, main: "index.ts" }));
  writeFileSync(join(project, "tsconfig.json"), JSON.stringify(TSCONFIG));
  return initialised(project, folder, {});
}

/** What `npm install` makes of the tarball, without a registry: the package unpacked, the others linked. */
async function installPacked(folder: string, modules: string): Promise<void> {
  const pack = ["pack", "--ignore-scripts", "--silent", "--pack-destination", folder];
  const { stdout } = await runFile("npm", pack, { cwd: PROJECT });
  const target = join(modules, "kokoro-api");
  mkdirSync(target, { recursive: true });
  const tarball = join(folder, stdout.trim());
  await run("tar", ["--extract", "--file", tarball, "--strip-components", "1", "--directory", target]);
  for (const name of readdirSync(join(PROJECT, "node_modules")).filter((each) => !each.startsWith(".")))
    symlinkSync(join(PROJECT, "node_modules", name), join(modules, name));
}

const TSCONFIG = {
  compilerOptions: { strict: true, target: "ES2022", module: "nodenext", moduleResolution: "nodenext" },
  files: ["index.ts"],
};

async function initialised(folder: string, parent: string, config: StackConfig): Promise<PulumiProject> {
  const state = join(parent, "state");
  mkdirSync(state, { recursive: true });
  const env = {
    PULUMI_HOME: join(parent, "home"),
    PULUMI_CONFIG_PASSPHRASE: "x",
    PULUMI_SKIP_UPDATE_CHECK: "1",
    PULUMI_BACKEND_URL: `file://${state}`,
    KUBECONFIG: inject("kubeconfig"),
  };
  const pulumi: PulumiProject["pulumi"] = (args, options = {}) =>
    run("pulumi", [...args, "--non-interactive"], {
      ...options,
      cwd: folder,
      env: { ...env, ...options.env },
    });
  await pulumi(["stack", "init", STACK]);
  const file = join(folder, `Pulumi.${STACK}.yaml`);
  // What `stack init` wrote: the salt of the state's encryption.
  const salt = readFileSync(file, "utf8");
  const configure = (changed: StackConfig) => writeFileSync(file, `${salt}${stackFile(changed)}`);
  configure(config);
  const outputs = async () => JSON.parse((await pulumi(["stack", "output", "--json"])).stdout);
  return { folder, pulumi, configure, outputs, env };
}
