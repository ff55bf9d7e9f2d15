import { expect, it } from "vitest";
import { formatDuration, parseSeconds } from "../../../common/duration";

it.each([
  ["90", 90],
  ["0.5", 0.5],
  ["0", 0],
  ["500ms", 0.5],
  ["1.5s", 1.5],
  ["15m", 900],
  ["1h30m", 5400],
  [" 30s ", 30],
])("%s is %d seconds", (text, seconds) => expect(parseSeconds(text)).toBeCloseTo(seconds, 9));

it.each(["", "soon", "-1", "-1s", "1e3", "5 m", "1d", "m", "15M", "1h30", "Infinity"])(
  "%j is no duration",
  (text) => expect(parseSeconds(text)).toBeUndefined(),
);

it.each([
  [0, "0s"],
  [0.01, "10ms"],
  [0.1, "100ms"],
  [86_400, "24h"],
  [604_800, "168h"],
  [5400, "1h30m"],
])("%d seconds are written as %s", (seconds, text) => expect(formatDuration(seconds)).toBe(text));
