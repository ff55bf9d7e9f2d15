import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";

const DOCS = join(__dirname, "..", "..", "docs");

const pages = readdirSync(DOCS, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".md"));

describe("documents", () => {
  it.each(pages)("%s links only to files that exist", (page) => {
    const file = join(DOCS, page);
    const links = [...readFileSync(file, "utf8").matchAll(/\]\((\.[^)#\s]+)/g)].map(([, link]) => link ?? "");
    expect(links.filter((link) => !existsSync(join(dirname(file), link)))).toEqual([]);
  });
});

describe("decisions", () => {
  it.each(pages.filter((page) => page.startsWith("adr")))(
    "%s states number, title, status and date",
    (page) => {
      const number = /(\d{4})-[^/]*$/.exec(page)?.[1];
      const [title, , status, date] = readFileSync(join(DOCS, page), "utf8").split("\n");
      expect(title).toMatch(new RegExp(`^# ${number}: \\S`));
      expect(status).toMatch(/^Status: (accepted|proposed|replaced by \d{4})$/);
      expect(date).toMatch(/^Date: \d{4}-\d\d-\d\d$/);
    },
  );
});
