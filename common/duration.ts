const SECONDS_OF: Record<string, number> = { h: 3600, m: 60, s: 1, ms: 0.001 };

/**
 * Reads a duration of a command line.
 *
 * @param text `1h30m`, `15m`, `1.5s` or `500ms`; a number without a unit counts seconds
 * @returns seconds, or undefined where the text is no duration
 */
export function parseSeconds(text: string): number | undefined {
  const trimmed = text.trim();
  if (/^\d+(\.\d+)?$/.test(trimmed)) return Number(trimmed);
  if (!/^(\d+(\.\d+)?(ms|h|m|s))+$/.test(trimmed)) return undefined;
  const parts = [...trimmed.matchAll(/([\d.]+)(ms|h|m|s)/g)];
  return parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * (SECONDS_OF[unit ?? ""] ?? 0), 0);
}

/** `24h`, `1h30m`, `10ms`: the shortest way to write it. */
export function formatDuration(seconds: number): string {
  let left = Math.round(seconds * 1000);
  let written = "";
  for (const [unit, each] of Object.entries(SECONDS_OF)) {
    const amount = Math.floor(left / (each * 1000));
    left -= amount * each * 1000;
    if (amount > 0) written += `${amount}${unit}`;
  }
  return written || "0s";
}
