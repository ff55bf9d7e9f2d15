import type { Command } from "commander";
import { bash } from "./bash";
import { readCommands } from "./commands";
import { fish } from "./fish";
import { zsh } from "./zsh";

const SHELLS = { bash, zsh, fish } as const;

/** The script that completes the commands below `root`. It is as current as they are, being made from them. */
export function completionScript(shell: keyof typeof SHELLS, root: Command): string {
  return SHELLS[shell](readCommands(root));
}
