import type { Command } from "commander";
import { checkCommand } from "./check";
import { diffCommand } from "./diff";
import { previewCommand, upCommand } from "./engine";
import { explainCommand } from "./explain";
import { renderCommand } from "./render";

/** Every command of the CLI, in the order of `kokoro --help`. */
export const commands: readonly (() => Command)[] = [
  renderCommand,
  checkCommand,
  diffCommand,
  explainCommand,
  previewCommand,
  upCommand,
];
