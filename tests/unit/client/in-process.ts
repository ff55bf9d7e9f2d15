import { vi } from "vitest";
import { program } from "../../../cli/program";
import { CommandFailure } from "../../../common/exit";
import { InputError } from "../../../common/problem";

export interface Ran {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Exit code and last words, as cli/main.ts makes them; what a user would see a stack trace of is thrown. */
function ending(error: unknown): { exitCode: number; message: string } {
  if (error instanceof InputError) return { exitCode: 2, message: error.message };
  if (error instanceof CommandFailure)
    return { exitCode: error.exitCode, message: `error: ${error.message}\n` };
  throw error;
}

/** Runs a command of the CLI with its own options and defaults, but without the start of a process. One at a time. */
export async function runHere(name: string, args: readonly string[]): Promise<Ran> {
  const printed = { stdout: "", stderr: "" };
  const spies = (["stdout", "stderr"] as const).map((stream) =>
    vi.spyOn(process[stream], "write").mockImplementation((piece) => {
      printed[stream] += String(piece);
      return true;
    }),
  );
  try {
    await program(name).parseAsync([name, ...args], { from: "user" });
    return { exitCode: 0, ...printed };
  } catch (error) {
    const { exitCode, message } = ending(error);
    return { exitCode, stdout: printed.stdout, stderr: printed.stderr + message };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}
