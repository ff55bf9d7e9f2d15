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
