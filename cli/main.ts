import { Command, CommanderError } from "commander";
import { CommandFailure, EXIT } from "../common/exit";
import { formatProblem, InputError } from "../common/problem";
import { commands } from "./commands/index";

const EXIT_CODES = `
Exit codes:
  0    done
  1    a check, a comparison or the server failed
  2    bad input, or the environment stops the command; nothing was sent or written
  130  interrupted
  141  the output was closed before its end, as by \`| head\``;

export function program(): Command {
  const root = new Command("kokoro")
    .description("Kokoro-FastAPI text-to-speech on Kubernetes: render, deploy, check and use it.")
    .version("0.1.0")
    .showHelpAfterError("(run with --help for usage and examples)")
    .addHelpText("after", EXIT_CODES);
  for (const command of commands) root.addCommand(command());
  return root;
}

function exitOverrideAll(command: Command): void {
  command.exitOverride();
  for (const child of command.commands) exitOverrideAll(child);
}

/** Turns whatever a command threw into its exit code, and what the user has to know into text on stderr. */
function report(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.badInput;
  if (error instanceof InputError) {
    for (const problem of error.problems) process.stderr.write(`${formatProblem(problem)}\n`);
    return EXIT.badInput;
  }
  if (error instanceof CommandFailure) {
    process.stderr.write(`error: ${error.message}\n`);
    return error.exitCode;
  }
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.stderr.write("This is a defect of kokoro, please report it with the text above.\n");
  return EXIT.failed;
}

export async function main(argv: readonly string[]): Promise<number> {
  const root = program();
  exitOverrideAll(root);
  try {
    await root.parseAsync([...argv], { from: "user" });
    return typeof process.exitCode === "number" ? process.exitCode : EXIT.done;
  } catch (error) {
    return report(error);
  }
}

// The error of a stream comes outside of every promise.
process.on("uncaughtException", (error: NodeJS.ErrnoException) => {
  process.exit(error.code === "EPIPE" && error.syscall === "write" ? EXIT.unread : report(error));
});

main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
