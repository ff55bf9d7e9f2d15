import { describe, expect, it } from "vitest";
import { type Document, parseDocument } from "yaml";
import { readDocument, readDocuments } from "../../../common/read-yaml";

describe("a YAML document", () => {
  it.each([
    "a: 1\nb: 2\na: 3\n",
    "a: {b: 1, 'b': 2}\nc: [{d: 1, d: 1}]\n",
    "1: a\n1: b\n",
    'a: 1\nA: 2\n"1": b\n1: c\n',
    "? [a]\n: 1\n? [a]\n: 2\n",
    "a: 1\na: [\n",
    "- 1\n",
    "",
  ])("has the errors that the library finds in %j", (text) => {
    const errors = ({ errors }: Pick<Document.Parsed, "errors">) =>
      errors.map(({ code, pos, message }) => [code, pos[0], message]);
    const options = { prettyErrors: false };
    expect(errors(readDocument(text, options))).toEqual(errors(parseDocument(text, options)));
  });

  it("with a key that stands twice is found among several", () => {
    const [first, second] = readDocuments("a: 1\n---\nb: 1\nb: 2\n");
    expect([first?.errors.length, second?.errors.length]).toEqual([0, 1]);
  });

  it("of 40,000 keys takes no time that grows with their square", () => {
    const text = Array.from({ length: 40_000 }, (_, index) => `VAR_${index}: a\n`).join("");
    const start = performance.now();
    expect(readDocument(text).errors).toEqual([]);
    expect(performance.now() - start).toBeLessThan(5_000);
  });
});
