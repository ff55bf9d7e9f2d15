import { type Command, CommanderError } from "commander";
import { CommandFailure, EXIT } from "../common/exit";
import { printableLines } from "../common/printable";
import { formatProblem, InputError, inputError } from "../common/problem";
import { program } from "./program";

/** Turns whatever a command threw into its exit code, and what the user has to know into text on stderr. */
function report(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.badInput;
  if (error instanceof InputError) {
    for (const problem of error.problems) process.stderr.write(`${formatProblem(problem)}\n`);
    return EXIT.badInput;
  }
  if (error instanceof CommandFailure) {
    process.stderr.write(`error: ${printableLines(error.message)}\n`);
    return error.exitCode;
  }
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.stderr.write("This is a defect of kokoro, please report it with the text above.\n");
  return EXIT.failed;
}

function noCommand(): InputError {
  return inputError({
    key: "kokoro",
    rule: "needs a command",
    fix: "write for example kokoro render, or kokoro --help for all commands",
  });
}

function isUnknown(name: string | undefined, root: Command): boolean {
  return (
    name !== undefined &&
    /^[^-]/.test(name) &&
    name !== "help" &&
    !root.commands.some((command) => command.name() === name)
  );
}

export async function main(argv: readonly string[]): Promise<number> {
  try {
    if (argv.length === 0) throw noCommand();
    const words = argv[0] === "help" && argv[1] ? [argv[1], "--help"] : [...argv];
    const root = program(words[0]);
    // Alone, an unknown command is refused; with --help commander would print the help of kokoro itself.
    await root.parseAsync(isUnknown(words[0], root) ? words.slice(0, 1) : words, { from: "user" });
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
