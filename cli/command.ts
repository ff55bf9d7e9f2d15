import type { Command } from "commander";

/** The headings of `kokoro --help`, in their order. */
export const GROUPS = {
  tree: "GitOps repository:",
  engine: "Pulumi:",
  speech: "Speech:",
  test: "Tests of a server:",
  other: "Other:",
} as const;

/** What every file of cli/commands exports as `command`: one command with its options, help and work. */
export interface CommandSpec {
  readonly name: string;
  readonly group: keyof typeof GROUPS;
  /** Its place in the group; the lowest comes first. */
  readonly order: number;
  /** One sentence that starts with a verb. */
  readonly summary: string;
  /** Command lines that work; a line may end with a remark after `#`. */
  readonly examples: readonly string[];
  /** What a user has to know besides the options. */
  readonly notes?: string;
  /** What its exit codes mean. 2 has the same meaning in every command. */
  readonly exitCodes: Readonly<Record<number, string>>;
  /** For a command that describes the others: they are all built before it runs. */
  readonly describesAll?: true;
  /** Adds the arguments and options, and the action, which imports its work when it runs. */
  readonly define: (command: Command) => void;
}

const BAD_INPUT = { 2: "bad input, or a condition that stops the command; nothing was sent or written" };

/** The examples, notes and exit codes below the options of `kokoro NAME --help`. */
export function helpBelow({ examples, notes, exitCodes }: CommandSpec): string {
  const codes = Object.entries<string>({ ...BAD_INPUT, ...exitCodes });
  return [
    "",
    ...(notes === undefined ? [] : [notes.trim(), ""]),
    "Examples:",
    ...examples.map((line) => `  $ ${line}`),
    "",
    "Exit codes:",
    ...codes.map(([code, meaning]) => `  ${code.padEnd(4)} ${meaning}`),
  ].join("\n");
}
