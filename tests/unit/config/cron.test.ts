import { describe, expect, it } from "vitest";
import { longestGapMinutes, parseSchedule } from "../../../config/cron";

const gap = (text: string) => {
  const schedule = parseSchedule(text);
  if (!schedule) throw new Error(`${text} was not read`);
  return longestGapMinutes(schedule);
};

describe("the longest time between two runs", () => {
  it.each([
    ["*/10 * * * *", 10],
    ["*/7 * * * *", 7],
    ["0 */6 * * *", 360],
    ["@hourly", 60],
    ["@daily", 1440],
    ["30 9-17 * * mon-fri", 3 * 1440 - 8 * 60],
    ["0 0 29 2 *", Number.POSITIVE_INFINITY],
    ["0 0 1 * 1", 7 * 1440],
    ["@monthly", 31 * 1440],
    ["0 0 30 2 *", Number.POSITIVE_INFINITY],
  ])("%s: %d minutes", (text, minutes) => {
    expect(gap(text)).toBe(minutes);
  });
});

describe("what Kubernetes refuses", () => {
  it.each([
    "0 0 * * 7",
    "60 * * * *",
    "*/0 * * * *",
    "5-1 * * * *",
    "* * * *",
    "* * * * * *",
    "@yearl",
    "a * * * *",
    "",
    "1-2-3 * * * *",
    "1,,2 * * * *",
    "*/x * * * *",
    "0 24 * * *",
    "0 0 0 * *",
    "0 0 * 13 *",
  ])("%s is no schedule", (text) => {
    expect(parseSchedule(text)).toBeUndefined();
  });
});
