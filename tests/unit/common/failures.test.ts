import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { OutputFile } from "../../../client/output-file";
import { readTextFile } from "../../../client/text-input";
import { explainFailure, failureProblem, failureReason } from "../../../common/files/failures";
import { folderOfTest } from "../../support/temporary";

function errorOf(work: () => unknown): Error {
  try {
    work();
  } catch (error) {
    return error as Error;
  }
  throw new Error("an error was expected");
}

describe("an error of the file system", () => {
  it("is told in the same words for the tree, for audio and for a text", async () => {
    const file = path.join(folderOfTest(), "file");
    writeFileSync(file, "");
    const below = path.join(file, "below.txt");
    const reason = "one of its parents is a file";
    expect(errorOf(() => explainFailure(below, () => readFileSync(below))).message).toContain(reason);
    expect(errorOf(() => new OutputFile(below).restart()).message).toBe(`cannot write ${below}: ${reason}`);
    await expect(readTextFile(below, "--file")).rejects.toThrow(`cannot be read: ${reason}`);
  });

  it("without words of ours keeps its own", () => {
    const error = Object.assign(new Error("EWEIRD: odd"), { code: "EWEIRD", syscall: "open" });
    expect(failureReason(error)).toBe("EWEIRD: odd");
    expect(failureProblem("a", error)?.rule).toBe("cannot be written or read (EWEIRD)");
    expect(failureReason(Object.assign(new Error("odd"), { code: "constructor" }))).toBe("odd");
  });
});
