import { FAILURE_CAUSES } from "../failure";
import type { Outcome } from "./recorder";

const HEADER = "due,words,outcome,late,first_byte,complete";
const OUTCOMES = ["ok", ...FAILURE_CAUSES] as const;
const FIELDS = 6;

/** A request and its moments, in milliseconds of `performance.now()`. */
export interface Sample {
  readonly due: number;
  readonly sent: number;
  readonly ended: number;
  readonly outcome: Outcome;
}

/** Every request of a load. Numbers alone, since objects that live on have to be moved by who collects garbage. */
export class Samples {
  private values = new Float64Array(FIELDS * 1024);
  private used = 0;

  add({ due, sent, ended, outcome }: Sample): void {
    if (this.used === this.values.length) this.grow();
    const firstByte = outcome.ok ? outcome.firstByteSeconds : Number.NaN;
    const complete = outcome.ok ? outcome.totalSeconds : (ended - due) / 1000;
    const kind = OUTCOMES.indexOf(outcome.ok ? "ok" : outcome.cause);
    const row = [performance.timeOrigin + due, outcome.words, kind, (sent - due) / 1000, firstByte, complete];
    this.values.set(row, this.used);
    this.used += FIELDS;
  }

  /** One line a request in the order of their ends: when it was due, in seconds since 1970, and seconds from then. */
  toCsv(): string {
    const lines = [HEADER];
    for (let at = 0; at < this.used; at += FIELDS) {
      const [due = 0, words, kind = 0, ...times] = this.values.subarray(at, at + FIELDS);
      const texts = times.map((seconds) => (Number.isNaN(seconds) ? "" : seconds.toFixed(6)));
      lines.push([(due / 1000).toFixed(6), words, OUTCOMES[kind], ...texts].join(","));
    }
    return `${lines.join("\n")}\n`;
  }

  private grow(): void {
    const values = new Float64Array(this.values.length * 2);
    values.set(this.values);
    this.values = values;
  }
}
