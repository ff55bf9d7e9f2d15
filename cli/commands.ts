import type { Command } from "commander";
import { batchCommand } from "./batch";
import { devServerCommand } from "./dev-server";
import { loadCommand } from "./load";
import { smokeCommand } from "./smoke";
import { speakCommand } from "./speak";
import { voicesCommand } from "./voices";

/** Every command of the CLI, in the order of `kokoro --help`. */
export const commands: readonly (() => Command)[] = [
  speakCommand,
  voicesCommand,
  batchCommand,
  smokeCommand,
  loadCommand,
  devServerCommand,
];
