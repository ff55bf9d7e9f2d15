import { printable, printableJson, printableLines } from "./printable";

/** One thing that is wrong with what the user gave, in the four parts that a person needs to mend it. */
export interface Problem {
  /** An error stops the command (exit code 2); a warning is printed and the command goes on. */
  readonly severity: "error" | "warning";
  /** Where: the config key, option or file, as the user writes it (`resources.limits.memory`, `--out`). */
  readonly key: string;
  /** What was given; absent where nothing was. Never a secret. */
  readonly value?: unknown;
  /** The rule that it breaks, as a sentence without subject ("must be a Kubernetes quantity"). */
  readonly rule: string;
  /** What to write instead, with an example. */
  readonly fix: string;
}

/** Bad input by the user: all problems at once. The CLI prints them and ends with exit code 2. */
export class InputError extends Error {
  /** Makes the Pulumi engine print the message without a stack trace, as for its own RunError. */
  readonly __pulumiRunError = true;

  constructor(readonly problems: readonly Problem[]) {
    // Without the severity: the engine, which prints this message, writes its own.
    super(problems.map(describeProblem).join("\n"));
    this.name = "InputError";
  }
}

/** Shorthand for the commonest case: one error. */
export function inputError(problem: Omit<Problem, "severity">): InputError {
  return new InputError([{ severity: "error", ...problem }]);
}

/**
 * Waits for work that goes on side by side, to its end.
 * @throws InputError with the problems of all that is wrong, or whatever else went wrong first
 */
export async function settleAll<T>(work: readonly Promise<T>[]): Promise<T[]> {
  const settled = await Promise.allSettled(work);
  const reasons = settled.flatMap((each) => (each.status === "rejected" ? [each.reason as unknown] : []));
  const unexpected = reasons.find((reason) => !(reason instanceof InputError));
  if (unexpected !== undefined) throw unexpected;
  const problems = reasons.flatMap((reason) => (reason as InputError).problems);
  if (problems.length > 0) throw new InputError(problems);
  return settled.flatMap((each) => (each.status === "fulfilled" ? [each.value] : []));
}

/** `error: replicas: 0 must be a whole number from 1 to 100; write for example 3` */
export function formatProblem(problem: Problem): string {
  return `${problem.severity}: ${describeProblem(problem)}`;
}

/** The same without the severity, for places that print their own. */
export function describeProblem(problem: Problem): string {
  const value = "value" in problem && problem.value !== undefined ? ` ${shorten(problem.value)}` : "";
  return `${printable(problem.key)}:${value} ${printableLines(`${problem.rule}; ${problem.fix}`)}`;
}

const LONGEST_VALUE = 80;

function shorten(value: unknown): string {
  const text = value === undefined ? "" : (printableJson(value) ?? String(value));
  return text.length <= LONGEST_VALUE ? text : `${text.slice(0, LONGEST_VALUE - 1)}…`;
}
