import type { Command } from "commander";

/** Every command of the CLI, in the order of `kokoro --help`. */
export const commands: readonly (() => Command)[] = [];
