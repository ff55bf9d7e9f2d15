import { existsSync, readFileSync, rmSync, statSync } from "node:fs";
import path from "node:path";
import type { Problem } from "../../common/problem";
import { FORMATS } from "../../speech/formats";
import type { FailureCause } from "../failure";
import { writeWholeFile } from "../output-file";
import type { SpeechResult } from "../speech";
import type { BatchItem } from "./items";

/** What `<name>.json` says about an item. */
export type ItemResult = {
  readonly line: number;
  readonly name: string;
  /** Hash of the request. */
  readonly key: string;
} & (
  | ({ readonly status: "done"; readonly file: string; readonly tries: number } & SpeechResult)
  | { readonly status: "failed"; readonly cause: FailureCause; readonly message: string }
);

export function audioFile(folder: string, item: BatchItem): string {
  return path.join(folder, `${item.name}.${FORMATS[item.request.response_format].extension}`);
}

function resultFile(folder: string, item: BatchItem): string {
  return path.join(folder, `${item.name}.json`);
}

function readResult(folder: string, item: BatchItem): Partial<ItemResult> | undefined {
  try {
    const parsed: unknown = JSON.parse(readFileSync(resultFile(folder, item), "utf8"));
    return typeof parsed === "object" && parsed !== null ? parsed : {};
  } catch (error) {
    return ["ENOENT", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "") ? undefined : {};
  }
}

/** An item of an earlier run that need not be sent again: same request, and its audio is still whole. */
export function earlierResult(folder: string, item: BatchItem): ItemResult | undefined {
  const result = readResult(folder, item);
  if (result?.status !== "done" || result.key !== item.key) return undefined;
  const size = statSync(audioFile(folder, item), { throwIfNoEntry: false })?.size;
  return size !== undefined && size === result.bytes ? (result as ItemResult) : undefined;
}

/** Files in the folder that belong to something else than this batch. */
export function foreignFiles(folder: string, items: readonly BatchItem[]): Problem[] {
  return items.flatMap((item) => {
    const result = readResult(folder, item);
    // A failed item left nothing to lose.
    const isFree = result?.status === "failed" || result?.key === item.key;
    if (isFree || (!result && !existsSync(audioFile(folder, item)))) return [];
    const rule = `would overwrite ${result ? "the result of another request" : "a file that no batch wrote"}`;
    const fix = "choose another folder with -o, or pass --overwrite";
    const file = result ? resultFile(folder, item) : audioFile(folder, item);
    return [{ severity: "error", key: `line ${item.line}`, value: file, rule, fix }];
  });
}

/** @throws CommandFailure; then the audio is gone too: without a result the next run would take it for another's */
export function saveResult(folder: string, item: BatchItem, result: ItemResult): void {
  try {
    writeWholeFile(resultFile(folder, item), `${JSON.stringify(result, null, 2)}\n`);
  } catch (error) {
    if (result.status === "done") rmSync(audioFile(folder, item), { force: true });
    throw error;
  }
}
