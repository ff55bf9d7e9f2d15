import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { formatHtml } from "../../client/load/html/page";
import type { LoadPlan } from "../../client/load/options";
import { Recorder } from "../../client/load/recorder";
import { makeReport } from "../../client/load/report";
import { folderOfTest } from "../support/temporary";
import { documentOf, screenshot, type View } from "./browser/chromium";
import { complaintsIn, withLook } from "./browser/legibility";

const PLAN: LoadPlan = {
  arrivals: { kind: "open", rate: 4 },
  requests: 400,
  duration: Number.POSITIVE_INFINITY,
  words: [12, 40, 500, 1000],
  format: "mp3",
  voice: undefined,
  stream: true,
  strict: false,
};

const VIEWS: readonly (View & { readonly name: string })[] = [
  { name: "a desk", width: 1100, height: 2000 },
  { name: "a desk at night", width: 1100, height: 2000, isDark: true },
  { name: "a small window", width: 520, height: 2600 },
];

/** Colours of the page's style, by day and by night. */
const COLOURS = {
  day: { firstByte: "#0b66c3", complete: "#b4540a", bad: "#b3202c" },
  night: { firstByte: "#6cb2ff", complete: "#ffab66", bad: "#ff7f88" },
};

/** A run of 400 requests, of which some fail. */
function longRun(): Recorder {
  const recorder = new Recorder();
  for (let at = 0; at < 400; at += 1) {
    recorder.begin();
    const words = PLAN.words[at % 4] ?? 12;
    if (at % 50 === 0) {
      recorder.end({
        ok: false,
        words,
        cause: "truncated",
        message: "http://kokoro-api:8880: the answer was cut",
      });
    } else {
      const firstByteSeconds = 0.2 + (at % 37) / 40;
      const totalSeconds = firstByteSeconds + words / 40;
      recorder.end({ ok: true, words, firstByteSeconds, totalSeconds, audioSeconds: words / 2.5, bytes: 9 });
    }
  }
  for (let second = 1; second < 3700; second += 1)
    recorder.timeline.push({
      second,
      ok: second % 7,
      failed: second % 90 === 0 ? 1 : 0,
      inFlight: second % 11,
    });
  return recorder;
}

function pageOf(recorder: Recorder): string {
  const url = "http://kokoro-api.ai-services.svc.cluster.local:8880";
  return formatHtml(makeReport({ url, startedAt: new Date(0), plan: PLAN, recorder, interrupted: false }));
}

async function complaintsAbout(page: string, view: View): Promise<unknown> {
  const folder = folderOfTest("report");
  const file = join(folder, "page.html");
  writeFileSync(file, withLook(page));
  return complaintsIn(await documentOf(folder, file, view));
}

describe("the page of `kokoro load --report`, in a browser", () => {
  it.each(VIEWS)("can be read on $name: nothing is cut, covered, too small or too pale", async (view) => {
    for (const recorder of [longRun(), new Recorder()])
      expect(await complaintsAbout(pageOf(recorder), view)).toEqual([]);
  });

  it("would not pass with a fault in it", async () => {
    const [desk] = VIEWS;
    if (!desk) throw new Error("there is no view");
    const page = pageOf(longRun()).replace(/class="tick middle" x="[\d.]+"/g, 'class="tick middle" x="900"');
    const pale = page.replace("--dim: #5d6878", "--dim: #c0c0c0");
    const complaints = String(await complaintsAbout(pale, desk));
    for (const part of ["leaves its chart", "covers", "has a contrast of"])
      expect(complaints).toContain(part);
  });

  it.each(VIEWS)("paints its curves on $name", async (view) => {
    const folder = folderOfTest("report");
    const file = join(folder, "page.html");
    writeFileSync(file, pageOf(longRun()));
    const picture = await screenshot(folder, file, view);
    expect([picture.width, picture.height]).toEqual([view.width, view.height]);
    for (const [line, colour] of Object.entries(COLOURS[view.isDark ? "night" : "day"]))
      expect(picture.count(colour), line).toBeGreaterThan(300);
  });
});
