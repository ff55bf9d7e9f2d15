import type { ShellCommand, ShellCommands, ShellOption } from "./commands";

const quote = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

/** Colons and brackets have a meaning in the words of _arguments and _describe. */
const plain = (text: string) => text.replace(/[\\:[\]]/g, "\\$&");

function optionSpecs({ names, takesValue, values, text }: ShellOption): string[] {
  const value = values.length > 0 ? `:value:(${values.join(" ")})` : ":value:_files";
  return names.map((name) => quote(`*${name}[${plain(text)}]${takesValue ? value : ""}`));
}

function argumentsOf({ options, values }: Pick<ShellCommand, "options" | "values">): string {
  const rest = quote(values.length > 0 ? `*:argument:(${values.join(" ")})` : "*:file:_files");
  return ["_arguments", ...options.flatMap(optionSpecs), rest].join(" \\\n        ");
}

export function zsh({ name, options, commands }: ShellCommands): string {
  const described = commands.map((command) => `    ${quote(`${command.name}:${plain(command.text)}`)}`);
  const cases = commands.map((command) => `      ${command.name}) ${argumentsOf(command)} ;;`);
  return `#compdef ${name}
_${name}() {
  local curcontext="$curcontext" state line
  local -a commands
  commands=(
${described.join("\n")}
  )
  _arguments -C ${options.flatMap(optionSpecs).join(" ")} '1:command:->command' '*::argument:->argument'
  case $state in
    command) _describe command commands ;;
    argument) case $words[1] in
${cases.join("\n")}
    esac ;;
  esac
}
if [ "$funcstack[1]" = "_${name}" ]; then _${name} "$@"; else compdef _${name} ${name}; fi
`;
}
