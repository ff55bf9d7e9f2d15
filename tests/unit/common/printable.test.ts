import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { printable, printableJson, printableLines } from "../../../common/printable";
import { formatProblem } from "../../../common/problem";

/** Controls of C0 and C1, bidirectional overrides and what cannot be seen. */
const DANGEROUS = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u061c\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

describe("foreign text", () => {
  it.each([
    ["\u001b[2J\u001b]0;title\u0007", "\\x1b[2J\\x1b]0;title\\x07"],
    ["\u009b31m", "\\x9b31m"],
    ["safe\u202etxt.exe", "safe\\u202etxt.exe"],
    ["over\rwritten\nerror: forged", "over written error: forged"],
    ["\u{e0041}\ud800", "\\u{e0041}\\ud800"],
    ["Grüße, 你好, 👩‍👧", "Grüße, 你好, 👩‍👧"],
  ])("%j becomes %j", (text, shown) => {
    expect(printable(text)).toBe(shown);
  });

  it("holds nothing that a terminal obeys, in one line, in lines and in JSON of the same value", () => {
    const text = fc.string({ unit: "binary", maxLength: 40 });
    const ranges = [
      [0, 0x9f],
      [0x2000, 0x2070],
      [0xd800, 0xdfff],
    ] as const;
    const sign = fc
      .oneof(...ranges.map(([min, max]) => fc.integer({ min, max })))
      .map((code) => String.fromCharCode(code));
    fc.assert(
      fc.property(text, fc.string({ unit: sign, maxLength: 20 }), (any, signs) => {
        for (const foreign of [any, signs, any + signs]) {
          expect(printable(foreign)).not.toMatch(DANGEROUS);
          expect(printable(foreign)).not.toContain("\n");
          expect(printableLines(foreign).replaceAll(/[\n\t]/g, "")).not.toMatch(DANGEROUS);
          expect(printableJson({ foreign }, 2).replaceAll("\n", "")).not.toMatch(DANGEROUS);
          expect(JSON.parse(printableJson({ foreign }))).toEqual({ foreign });
        }
      }),
      { seed: 15, numRuns: 300 },
    );
  });

  it("is made printable in a problem, key and value too", () => {
    const problem = { key: "line 1: \u001b[31m", value: "\u009b\u202e", rule: "is \u0007", fix: "a\nb" };
    expect(formatProblem({ severity: "error", ...problem })).toBe(
      'error: line 1: \\x1b[31m: "\\u009b\\u202e" is \\x07; a\nb',
    );
  });
});
