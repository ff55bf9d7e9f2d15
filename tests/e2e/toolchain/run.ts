import { delimiter } from "node:path";
import { execa } from "execa";
import { program, toolFolders } from "./locate";
import type { Program } from "./programs";

export interface RunOptions {
  readonly cwd?: string;
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** The exit code is part of what is tested: do not throw when it is not 0. */
  readonly mayFail?: boolean;
}

export interface RunResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Both streams, as a user sees them. */
  readonly output: string;
}

/** Runs a program of the e2e tier to its end. @throws MissingTool, or an error with its whole output */
export function run(name: Program, args: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  return runFile(program(name), args, options);
}

/** Runs Node on a file, for the project's own CLI. */
export function runNode(args: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  return runFile(process.execPath, args, options);
}

export async function runFile(
  file: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<RunResult> {
  const { cwd, input, env, mayFail = false } = options;
  const result = await execa(file, [...args], {
    all: true,
    reject: false,
    env: { PATH: searchPath(), ...env },
    ...(cwd !== undefined && { cwd }),
    ...(input === undefined ? { stdin: "ignore" } : { input }),
  });
  const code = result.exitCode ?? 128;
  if (code !== 0 && !mayFail) {
    throw new Error(
      `${file} ${args.join(" ")}\nended with ${result.exitCode ?? result.signal}:\n${result.all}`,
    );
  }
  return { code, stdout: result.stdout, stderr: result.stderr, output: result.all ?? "" };
}

/** PATH with the e2e tier's programs first: Pulumi finds its plugins there. */
export function searchPath(): string {
  return [...toolFolders(), process.env.PATH ?? ""].join(delimiter);
}
