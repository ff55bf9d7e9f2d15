import { describe, expect, it } from "vitest";
import { fixtures, messagesOf, parseFixture } from "../../support/fixtures";

describe.each(["valid", "invalid"] as const)("%s configuration", (kind) => {
  it.each(fixtures(kind))("$name", (fixture) => {
    const result = parseFixture(fixture);
    const messages = messagesOf(result);
    expect(result.ok, messages.join("\n")).toBe(kind === "valid");
    for (const expected of fixture.expected) {
      expect(
        messages.filter((message) => message.startsWith(expected)),
        `${expected}\nin\n${messages.join("\n")}`,
      ).toHaveLength(1);
    }
    expect(messages, "every message is stated in the fixture").toHaveLength(fixture.expected.length);
  });
});
