import type { ShellCommands, ShellOption } from "./commands";

const names = (options: readonly ShellOption[]) => options.flatMap((option) => option.names).join(" ");

/** Values of the option before the cursor; without a list the shell completes file names. */
function valueCases(command: string, options: readonly ShellOption[]): string[] {
  return options
    .filter(({ takesValue }) => takesValue)
    .map((option) => {
      const patterns = option.names.map((name) => `"${command} ${name}"`).join("|");
      return `    ${patterns}) words="${option.values.join(" ")}" ;;`;
    });
}

/** For bash 3.2 and newer, without the package bash-completion. */
export function bash({ name, options, commands }: ShellCommands): string {
  const values = commands.flatMap((command) => valueCases(command.name, command.options));
  const words = commands.map(
    (command) =>
      `    ${command.name}) words="${[...command.values, names(command.options)].join(" ").trim()}" ;;`,
  );
  return `# ${name} completion for bash
_${name}() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" command="" words=""
  if [ "$COMP_CWORD" -gt 1 ]; then command="\${COMP_WORDS[1]}"; fi
  case "$command $previous" in
${values.join("\n")}
    *) case "$command" in
    "") words="${commands.map((command) => command.name).join(" ")} ${names(options)}" ;;
${words.join("\n")}
    esac ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _${name} ${name}
`;
}
