/**
 * Whether a file of a tree may hold secret values in clear, by its path and every text that it has or had.
 * It looks for the word, not for the place of a key: quotes, anchors, flow style and lists change nothing.
 *
 * The engine serialises this function, so it uses nothing of a module.
 */
export function mayHoldSecret(path: string, ...texts: readonly string[]): boolean {
  return /\.sops\.ya?ml$/.test(path) || texts.some((text) => /\bSecret\b|\bENC\[/.test(text));
}
