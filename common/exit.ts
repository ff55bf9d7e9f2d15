/** The exit codes of every command, as `kokoro --help` documents them. */
export const EXIT = {
  /** The command did what it was asked. */
  done: 0,
  /** The server, a check or a comparison failed: drift, a failed smoke test, a request without audio. */
  failed: 1,
  /** Bad input or an environment that stops the command; nothing was sent or written. */
  badInput: 2,
  /** Interrupted by Ctrl-C or SIGTERM. */
  interrupted: 130,
  /** Who read the output went away, as `head` does: what SIGPIPE ends other programs with. */
  unread: 141,
} as const;

/** An expected failure: its message is all that the user sees, without a stack trace. */
export class CommandFailure extends Error {
  constructor(
    message: string,
    readonly exitCode: number = EXIT.failed,
  ) {
    super(message);
    this.name = "CommandFailure";
  }
}
