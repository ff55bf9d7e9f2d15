import type { Command, Option } from "commander";

/** An option as a shell has to know it. */
export interface ShellOption {
  /** `-s` and `--stack`, or one of them. */
  readonly names: readonly string[];
  readonly text: string;
  readonly takesValue: boolean;
  /** The values that are possible; none where only the user knows them. */
  readonly values: readonly string[];
}

export interface ShellCommand {
  readonly name: string;
  readonly text: string;
  readonly options: readonly ShellOption[];
  /** Values of its argument. */
  readonly values: readonly string[];
}

export interface ShellCommands {
  readonly name: string;
  readonly options: readonly ShellOption[];
  readonly commands: readonly ShellCommand[];
}

/** What `--help` shows, without what it hides. */
export function readCommands(root: Command): ShellCommands {
  const help = root.createHelp();
  const optionsOf = (command: Command) => help.visibleOptions(command).map(readOption);
  const visible = help.visibleCommands(root);
  const names = visible.map((command) => command.name());
  return {
    name: root.name(),
    options: optionsOf(root),
    commands: visible.map((command) => ({
      name: command.name(),
      text: command.description(),
      options: command.name() === "help" ? [] : optionsOf(command),
      values: command.name() === "help" ? names : (command.registeredArguments[0]?.argChoices ?? []),
    })),
  };
}

function readOption(option: Option): ShellOption {
  return {
    names: [option.short, option.long].filter((name) => name !== undefined),
    text: option.description,
    takesValue: option.required || option.optional,
    values: option.argChoices ?? [],
  };
}
