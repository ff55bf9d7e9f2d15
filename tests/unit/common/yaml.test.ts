import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { Alias, Anchor, toYaml } from "../../../common/yaml";

/** Strings that have tripped YAML writers: each looks like something else to some parser. */
const TRICKY = [
  ..."~ - ? : , [ ] { } # & * ! | > ' \" % @ ` = <<".split(" "),
  ...[
    "",
    " ",
    "- x",
    "? x",
    "a: b",
    "a #b",
    "a:",
    ":a",
    " a",
    "a ",
    "\t",
    "a\tb",
    "--- x",
    "...",
    "null",
    "Null",
  ],
  ...[
    "true",
    "Yes",
    "OFF",
    "n",
    "0",
    "-1",
    "+1",
    "1_000",
    "0x1f",
    "0o7",
    "010",
    "1e3",
    ".",
    "-.",
    "._",
    ".5",
    "1.",
    ".inf",
    "-.INF",
  ],
  ...[
    ".nan",
    "12:30:45",
    "2026-11-22",
    "2026-11-22T10:00:00Z",
    "4Gi",
    "500m",
    "v0.8.0",
    "a\\b",
    "é",
    "日本",
    "🎧",
  ],
  ...[
    "\u0000",
    "\u007f",
    "\u0085",
    "\u00a0",
    "\u2028",
    "\ufeff",
    "\ud800",
    "a\nb",
    "a\nb\n",
    "a\nb\n\n",
    "\n",
    "\na",
  ],
  ...[
    " a\nb",
    "a \nb",
    "a\n b\n",
    "a\r\nb",
    "${SECRET_DOMAIN}",
    "$${x}",
    "{{ $labels }}",
    "# no comment\nx\n",
  ],
];

const text = fc.oneof(
  fc.constantFrom(...TRICKY),
  fc.string({ unit: "binary" }),
  fc.string({ unit: "grapheme" }),
);
const leaf = fc.oneof(
  text,
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.boolean(),
  fc.constant(null),
);
const value = fc.letrec((tie) => ({
  node: fc.oneof(
    { maxDepth: 4 },
    leaf,
    fc.array(tie("node"), { maxLength: 4 }),
    fc.dictionary(text, tie("node"), { maxKeys: 4, noNullPrototype: true }),
  ),
})).node;

/** -0 and 0 are one number to YAML's readers. */
const normal = (input: unknown) => JSON.parse(JSON.stringify(input));

describe("the serialiser", () => {
  it.each(["1.1", "1.2"] as const)("writes what a YAML %s parser reads as the same data", (version) => {
    fc.assert(
      fc.property(value, (input) => {
        const read = parse(toYaml(input as never), {
          version,
          schema: version === "1.1" ? "yaml-1.1" : "core",
        });
        expect(normal(read)).toEqual(normal(input));
      }),
      { numRuns: 1500 },
    );
  });

  it.each(TRICKY.map((input) => [JSON.stringify(input), input]))(
    "keeps %s a string as value, key and item",
    (_, input) => {
      for (const [version, schema] of [
        ["1.1", "yaml-1.1"],
        ["1.2", "core"],
      ] as const) {
        const read = parse(toYaml({ value: input, [input]: 1, list: [input, { deep: input }] }), {
          version,
          schema,
        });
        expect(read).toEqual({ value: input, [input]: 1, list: [input, { deep: input }] });
      }
    },
  );

  it("writes block style with indented sequences and keys in the order given", () => {
    expect(toYaml({ b: [{ x: 1, list: [2] }, "z"], a: {}, skipped: undefined, c: "one\ntwo\n" })).toBe(
      "b:\n  - x: 1\n    list:\n      - 2\n  - z\na: {}\nc: |\n  one\n  two\n",
    );
  });

  it("writes an anchor and the alias that refers to it", () => {
    const written = toYaml({ name: new Anchor("app", "kokoro-api"), label: new Alias("app") });
    expect(written).toBe("name: &app kokoro-api\nlabel: *app\n");
    expect(parse(written)).toEqual({ name: "kokoro-api", label: "kokoro-api" });
  });

  it("refuses what YAML can't carry", () => {
    expect(() => toYaml({ a: Number.NaN })).toThrow(TypeError);
    expect(() => toYaml({ a: (() => 1) as never })).toThrow(TypeError);
  });
});
