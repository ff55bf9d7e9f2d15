import type { ShellCommands, ShellOption } from "./commands";

const quote = (text: string) => `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;

function flags({ names, takesValue, values, text }: ShellOption): string {
  const flagNames = names.map((name) =>
    name.startsWith("--") ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`,
  );
  const value = values.length > 0 ? [`-x -a ${quote(values.join(" "))}`] : takesValue ? ["-r"] : [];
  return [...flagNames, ...value, `-d ${quote(text)}`].join(" ");
}

export function fish({ name, options, commands }: ShellCommands): string {
  const noCommand = "-n __fish_use_subcommand";
  const lines = commands.flatMap((command) => {
    const seen = `-n ${quote(`__fish_seen_subcommand_from ${command.name}`)}`;
    return [
      `complete -c ${name} -f ${noCommand} -a ${command.name} -d ${quote(command.text)}`,
      ...(command.values.length > 0
        ? [`complete -c ${name} -f ${seen} -a ${quote(command.values.join(" "))}`]
        : []),
      ...command.options.map((option) => `complete -c ${name} ${seen} ${flags(option)}`),
    ];
  });
  return [
    `# ${name} completion for fish`,
    ...options.map((option) => `complete -c ${name} ${noCommand} ${flags(option)}`),
    ...lines,
    "",
  ].join("\n");
}
