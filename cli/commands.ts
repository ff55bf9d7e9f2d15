import type { Command } from "commander";
import { explainCommand } from "./explain";
import { renderCommand } from "./render";

/** Every command of the CLI, in the order of `kokoro --help`. */
export const commands: readonly (() => Command)[] = [renderCommand, explainCommand];
