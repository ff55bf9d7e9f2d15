import { formatDuration, parseSeconds } from "./duration";
import { InputError, type Problem } from "./problem";

interface Range {
  readonly least?: number;
  readonly most?: number;
  readonly whole?: boolean;
  /** What to write instead. */
  readonly fix: string;
}

/** Collects what is wrong with a command line, so that the user sees all of it at once. */
export class ProblemList {
  private readonly problems: Problem[] = [];

  add(key: string, value: unknown, rule: string, fix: string): void {
    this.problems.push({ severity: "error", key, ...(value !== undefined && { value }), rule, fix });
  }

  addAll(problems: readonly Problem[]): void {
    this.problems.push(...problems);
  }

  /** Reads a number; where it is none or out of range, notes that and returns NaN. */
  number(key: string, text: string, range: Range): number {
    const value = text.trim() === "" ? Number.NaN : Number(text);
    const { least = 0, most = Number.POSITIVE_INFINITY, whole = false, fix } = range;
    if (value >= least && value <= most && Number.isFinite(value) && (!whole || Number.isInteger(value))) {
      return value;
    }
    const kind = whole ? "a whole number" : "a number";
    const limits = most === Number.POSITIVE_INFINITY ? `of at least ${least}` : `from ${least} to ${most}`;
    this.add(key, text, `must be ${kind} ${limits}`, fix);
    return Number.NaN;
  }

  /** Reads a duration into seconds; where it is none or out of range, notes that and returns NaN. */
  seconds(key: string, text: string, range: { least: number; most: number; example: string }): number {
    const { least, most, example } = range;
    const value = parseSeconds(text) ?? Number.NaN;
    if (value >= least && value <= most) return value;
    const rule = `must be a duration from ${formatDuration(least)} to ${formatDuration(most)}`;
    this.add(key, text, rule, `write for example ${example}`);
    return Number.NaN;
  }

  /** @throws InputError with everything that was noted */
  throwIfAny(): void {
    if (this.problems.length > 0) throw new InputError(this.problems);
  }
}
