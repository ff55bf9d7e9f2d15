import { describe, expect, it } from "vitest";
import { paint, takesColour } from "../../../common/colour";

describe("takesColour", () => {
  it.each([
    ["a terminal", true, {}, true],
    ["a file or a pipe", undefined, {}, false],
    ["a terminal with NO_COLOR", true, { NO_COLOR: "1" }, false],
    ["a terminal with NO_COLOR=0, for the value has no meaning", true, { NO_COLOR: "0" }, false],
    ["a terminal with an empty NO_COLOR, as if it were not set", true, { NO_COLOR: "" }, true],
    ["a terminal that knows no escapes", true, { TERM: "dumb" }, false],
  ])("%s", (_, isTTY, environment, expected) => {
    expect(takesColour({ ...(isTTY && { isTTY }) }, environment)).toBe(expected);
  });
});

it("paint colours whatever stdout is, and ends each colour", () => {
  expect(paint("removed", "red")).toBe("\u001b[31mremoved\u001b[39m");
  expect(paint("--- a", "bold")).toBe("\u001b[1m--- a\u001b[22m");
});
