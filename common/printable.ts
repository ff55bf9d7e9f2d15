/**
 * What a terminal obeys or what turns a line around: controls of C0 and C1, signs that cannot be seen, bidirectional
 * overrides, halves of surrogate pairs. The joiners of scripts and emoji (U+200C, U+200D) stay.
 */
const UNPRINTABLE = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]|(?![\u200c\u200d])\p{Cf}/gu;

function escaped(sign: string): string {
  const code = sign.codePointAt(0) ?? 0;
  if (code < 0x100) return `\\x${code.toString(16).padStart(2, "0")}`;
  return code < 0x10000 ? `\\u${code.toString(16).padStart(4, "0")}` : `\\u{${code.toString(16)}}`;
}

/** Text that somebody else wrote, as one line that can be shown: line breaks become blanks, controls are spelt out. */
export function printable(text: string): string {
  return text.replace(/[\t\n\r]+/g, " ").replace(UNPRINTABLE, escaped);
}

/** The same for text of several lines, which keeps its line breaks and tabs. */
export function printableLines(text: string): string {
  return text
    .replaceAll("\r\n", "\n")
    .replace(UNPRINTABLE, (sign) => (sign === "\n" || sign === "\t" ? sign : escaped(sign)));
}

/** JSON of the same value that a terminal can show: JSON itself escapes only the controls of C0. */
export function printableJson(value: unknown, indent?: number): string {
  const utf16 = (sign: string) =>
    Array.from(sign.length === 1 ? [sign] : [sign.charAt(0), sign.charAt(1)])
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
      .join("");
  const text = JSON.stringify(value, undefined, indent);
  return text.replace(UNPRINTABLE, (sign) => (sign === "\n" ? sign : utf16(sign)));
}
