import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, it } from "vitest";
import { renderedGroups } from "../../../support/rendered";

const FOLDER = join(__dirname, "..", "..", "..", "..", "docs", "runbooks");
const ON = { monitoring: true, smoke: true } as const;

const alerts = renderedGroups(ON).flatMap(({ rules }) => rules.filter(({ alert }) => alert !== undefined));
const names = [...new Set(alerts.map(({ alert }) => alert ?? ""))].sort();

describe("runbooks", () => {
  it("exist for every alert, and for nothing else", () => {
    const pages = readdirSync(FOLDER).filter((name) => name !== "README.md");
    expect(pages.map((page) => basename(page, ".md")).sort()).toEqual(names);
  });

  it.each(names)("%s says what it means, how to look and what to do", (name) => {
    const page = readFileSync(join(FOLDER, `${name}.md`), "utf8");
    const headings = [...page.matchAll(/^#+ (.+)$/gm)].map(([, heading]) => heading);
    expect(headings).toEqual([name, "What it means", "How to look", "What to do"]);
  });

  it("are listed with a link each", () => {
    const list = readFileSync(join(FOLDER, "README.md"), "utf8");
    expect([...list.matchAll(/\]\(\.\/(\w+)\.md\)/g)].map(([, name]) => name).sort()).toEqual(names);
  });

  it("are linked by the alerts, at the configured address", () => {
    const monitoring = { enabled: true, runbookUrl: "https://git.example.com/runbooks/" };
    const linked = renderedGroups({ ...ON, monitoring }).flatMap(({ rules }) =>
      rules.flatMap(({ alert, annotations }) => (alert ? [[alert, annotations?.runbook_url]] : [])),
    );
    expect(linked.length).toBe(alerts.length);
    for (const [alert, url] of linked) expect(url).toBe(`https://git.example.com/runbooks/${alert}.md`);
  });

  it("are named in the text where no address is configured: a path is no link", () => {
    for (const { alert, annotations } of alerts) {
      expect(annotations).not.toHaveProperty("runbook_url");
      expect(annotations?.description).toMatch(new RegExp(` Runbook: ${alert}\\.md$`));
    }
  });
});
