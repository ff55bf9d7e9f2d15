import { Argument, type Command } from "commander";
import type { CommandSpec } from "../command";

/** `kokoro completion`: the script comes from the commands themselves. */
export const command: CommandSpec = {
  name: "completion",
  group: "other",
  order: 1,
  summary: "Print a script that completes commands and options in your shell.",
  examples: [
    "source <(kokoro completion bash)                                # in ~/.bashrc",
    "source <(kokoro completion zsh)                                 # in ~/.zshrc, after compinit",
    "kokoro completion fish > ~/.config/fish/completions/kokoro.fish",
  ],
  exitCodes: { 0: "done" },
  describesAll: true,
  define: (command) =>
    command
      .addArgument(new Argument("<shell>", "your shell").choices(["bash", "zsh", "fish"]))
      .action(async (shell: "bash" | "zsh" | "fish", _: unknown, { parent }: Command) => {
        const { completionScript } = await import("../completion/script.js");
        if (parent) process.stdout.write(completionScript(shell, parent));
      }),
};
