import type { Command } from "commander";
import { batchCommand } from "./batch";
import { checkCommand } from "./check";
import { devServerCommand } from "./dev-server";
import { diffCommand } from "./diff";
import { previewCommand, upCommand } from "./engine";
import { explainCommand } from "./explain";
import { loadCommand } from "./load";
import { renderCommand } from "./render";
import { smokeCommand } from "./smoke";
import { speakCommand } from "./speak";
import { voicesCommand } from "./voices";

/** Every command of the CLI, in the order of `kokoro --help`. */
export const commands: readonly (() => Command)[] = [
  renderCommand,
  checkCommand,
  diffCommand,
  explainCommand,
  previewCommand,
  upCommand,
  speakCommand,
  voicesCommand,
  batchCommand,
  smokeCommand,
  loadCommand,
  devServerCommand,
];
