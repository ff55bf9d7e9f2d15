import { CommandFailure } from "../common/exit";
import { SpeechFailure } from "./failure";

/** Turns a failure of the server into the command's own: exit code 1 and a message without a stack trace. */
export function asCommandFailure(error: unknown): unknown {
  return error instanceof SpeechFailure ? new CommandFailure(error.message) : error;
}
