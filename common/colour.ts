import { styleText } from "node:util";

export type Colour = "red" | "green" | "yellow" | "cyan" | "bold";

/** Whether what goes to a stream may be coloured: on a terminal, unless NO_COLOR has any value (no-color.org). */
export function takesColour(
  stream: { readonly isTTY?: boolean },
  environment: NodeJS.ProcessEnv = process.env,
): boolean {
  return stream.isTTY === true && !environment.NO_COLOR && environment.TERM !== "dumb";
}

/** Colours a text, always: whether its reader takes colours is the question of `takesColour`. */
export function paint(text: string, colour: Colour): string {
  // Newer Nodes look at stdout on their own, and the text may be for stderr.
  return styleText(colour, text, { validateStream: false });
}
