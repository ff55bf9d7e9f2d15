import { spawn, spawnSync } from "node:child_process";
import { relative, resolve } from "node:path";
import { CommandFailure, EXIT } from "../../common/exit";
import { inputError } from "../../common/problem";
import { RENDER_YAML_VARIABLE } from "../../config/read/load";
import { findProject } from "../../config/read/project";
import { refuseUnsafeRoot } from "../../repository/write";
import { packageRoot } from "../package-root";

/**
 * Runs the real `pulumi up` or `pulumi preview` on the files of the tree.
 *
 * @param directory root of the GitOps repository, relative to the working folder
 * @param flags everything else that the user gave, for Pulumi
 * @returns Pulumi's exit code
 * @throws InputError where the folder is unusable or the stack manages a cluster
 */
export async function runPulumi(
  command: "up" | "preview",
  directory: string,
  flags: readonly string[],
): Promise<number> {
  refuseUnsafeRoot(directory, packageRoot());
  const cwd = flagValue(flags, ["-C", "--cwd"]) ?? ".";
  const project = findProject(cwd);
  refuseClusterStack(flags);
  // Relative to the project, so that the stack's state holds no path of one machine.
  const root = relative(project.root, resolve(directory)) || ".";
  const child = spawn("pulumi", [command, ...flags], {
    stdio: "inherit",
    env: { ...process.env, [RENDER_YAML_VARIABLE]: root },
  });
  // Ctrl-C reaches Pulumi too, which ends in its own time; we wait for it.
  process.on("SIGINT", () => {});
  return new Promise((done, fail) => {
    child.on("error", (error) => fail(startFailure(error)));
    child.on("exit", (code, signal) => done(code ?? (signal === "SIGINT" ? EXIT.interrupted : EXIT.failed)));
  });
}

/** Rendering from a stack that has objects in a cluster would delete them there. */
function refuseClusterStack(flags: readonly string[]): void {
  const stack = flagValue(flags, ["-s", "--stack"]);
  const cwd = flagValue(flags, ["-C", "--cwd"]);
  const args = ["stack", "export", ...(stack ? ["--stack", stack] : []), ...(cwd ? ["--cwd", cwd] : [])];
  const exported = spawnSync("pulumi", args, {
    encoding: "utf8",
    maxBuffer: 2 ** 28,
    stdio: ["ignore", "pipe", "ignore"],
  });
  if (exported.error) throw startFailure(exported.error);
  // No such stack, no login: `pulumi up` says so itself, better than we could.
  if (exported.status !== 0) return;
  const objects = exported.stdout.match(/"type": "kubernetes:/g)?.length ?? 0;
  if (objects === 0) return;
  throw inputError({
    key: "--stack",
    value: stack,
    rule: `manages ${objects} objects in a cluster, and rendering files from it would delete them there`,
    fix: "render from a stack of its own (`pulumi stack init <name>-gitops --copy-config-from <name>`), or without the engine: `kokoro render`",
  });
}

/** The value of a flag in either spelling: `--stack S`, `--stack=S`. */
function flagValue(flags: readonly string[], names: readonly string[]): string | undefined {
  for (const [index, flag] of flags.entries()) {
    const [name = "", value] = flag.split(/=(.*)/s);
    if (names.includes(name)) return value ?? flags[index + 1];
  }
  return undefined;
}

function startFailure(error: Error): Error {
  if ((error as NodeJS.ErrnoException).code !== "ENOENT") return error;
  return new CommandFailure(
    "pulumi: is not on the PATH; install the Pulumi CLI (its documentation has a package for each system), or render without it: kokoro render --stack STACK --out DIR",
    EXIT.badInput,
  );
}
