import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { audioSeconds } from "../../audio";
import { joinNatively } from "../batch/join";
import { withOutputFile } from "../output-file";
import { type SmokeCheck, type SmokeContext, speakIt } from "./check";

const AT_ONCE = 10;
const ITEMS = ["The first item.", "The second item is longer.", "And this is the third item."];

async function speakAndJoin(context: SmokeContext, folder: string): Promise<string> {
  const files = ITEMS.map((_, index) => path.join(folder, `${index}.wav`));
  const results = await Promise.all(
    ITEMS.map((input, index) =>
      withOutputFile(files[index] ?? "", (sink) => speakIt(context, { input }, sink)),
    ),
  );
  const joined = path.join(folder, "joined.wav");
  await withOutputFile(joined, (output) => {
    output.restart();
    joinNatively("wav", files, output);
  });
  const parts = results.reduce((sum, result) => sum + result.audioSeconds, 0);
  const whole = audioSeconds("wav", readFileSync(joined));
  const seen = `${parts.toFixed(2)} s in ${ITEMS.length} files, ${whole.toFixed(2)} s in one`;
  if (Math.abs(parts - whole) > 0.01) throw new Error(seen);
  return seen;
}

/** Batch: each item a request of its own, several at a time, and one file of them. */
export const batchChecks: readonly SmokeCheck[] = [
  {
    story: 3,
    name: "three items become three files and one",
    async run(context) {
      const folder = mkdtempSync(path.join(tmpdir(), "kokoro-smoke-"));
      try {
        return await speakAndJoin(context, folder);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
  },
  {
    story: 3,
    name: `${AT_ONCE} requests at a time are all answered`,
    async run(context) {
      const results = await Promise.all(Array.from({ length: AT_ONCE }, () => speakIt(context)));
      const slowest = Math.max(...results.map((result) => result.totalSeconds));
      return `the last one complete after ${slowest.toFixed(2)} s`;
    },
  },
];
