import { Command } from "commander";
import { version } from "../package.json";
import { type CommandSpec, GROUPS, helpBelow } from "./command";
import { commands } from "./commands/index";

const HELP = `
Run "kokoro COMMAND --help" for the options, examples and exit codes of a command.

Exit codes:
  0    done
  1    a check, a comparison or the server failed
  2    bad input, or a condition that stops the command; nothing was sent or written
  130  interrupted
  141  the reader closed the output early, as \`| head\` does`;

const groups = Object.keys(GROUPS);
const rank = ({ group, order }: CommandSpec) => groups.indexOf(group) * 1000 + order;

/** Every command, in the order of `kokoro --help`. */
export const sortedCommands = () => [...commands].sort((a, b) => rank(a) - rank(b));

/**
 * The command line of kokoro.
 *
 * @param name the command that is asked for. The others are not built, which would only take time
 */
export function program(name?: string): Command {
  const root = new Command("kokoro")
    .description("Render, deploy, check and use Kokoro-FastAPI text-to-speech on Kubernetes.")
    .version(version, "-V, --version", "print the version")
    .helpOption("-h, --help", "print help")
    .commandsGroup(GROUPS.other)
    .helpCommand("help [command]", "Print the help of a command.")
    .showHelpAfterError("Run with --help for usage and examples.")
    .exitOverride()
    .addHelpText("after", HELP);
  const asked = commands.find((spec) => spec.name === name && !spec.describesAll);
  for (const spec of asked ? [asked] : sortedCommands()) addCommand(root, spec);
  return root;
}

function addCommand(root: Command, spec: CommandSpec): void {
  const command = root.command(spec.name).description(spec.summary).helpGroup(GROUPS[spec.group]);
  spec.define(command);
  command.addHelpText("after", () => helpBelow(spec));
}
