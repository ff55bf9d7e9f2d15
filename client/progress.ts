import { stderr } from "node:process";

const REDRAW_MILLISECONDS = 100;

/** One line on stderr that is written over and over; nothing at all where stderr is no terminal. */
export class ProgressLine {
  private drawnAt = 0;
  private isShown = false;

  constructor(private readonly isOn = stderr.isTTY === true) {}

  /** Shows `text()`, at most ten times a second. */
  update(text: () => string): void {
    if (!this.isOn || performance.now() - this.drawnAt < REDRAW_MILLISECONDS) return;
    this.drawnAt = performance.now();
    this.isShown = true;
    stderr.write(`\r\x1b[2K${text().slice(0, (stderr.columns ?? 80) - 1)}`);
  }

  /** Takes the line away, so that other text can follow. */
  clear(): void {
    if (!this.isShown) return;
    this.isShown = false;
    stderr.write("\r\x1b[2K");
  }
}
