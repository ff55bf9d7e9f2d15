import { createReadStream } from "node:fs";
import { AudioDefect, inspectorFor } from "../../audio";
import { CommandFailure } from "../../common/exit";
import type { ProblemList } from "../../common/problem-list";
import { foreignEnding, formatOfFile, type SpeechFormat } from "../../speech/formats";
import { withOutputFile } from "../output-file";
import { hasFfmpeg, joinWithFfmpeg } from "./ffmpeg";
import type { BatchItem } from "./items";
import { joinNatively, NATIVE_JOINS } from "./join";

/** How all items become one file. */
export interface JoinPlan {
  readonly file: string;
  readonly format: SpeechFormat;
}

/** Decides before anything is sent whether the items can be joined; what stands against it goes to `problems`. */
export async function planJoin(
  file: string,
  items: readonly BatchItem[],
  problems: ProblemList,
): Promise<JoinPlan | undefined> {
  const formats = [...new Set(items.map((item) => item.request.response_format))];
  const [format] = formats;
  if (format === undefined) return undefined;
  const ofFile = formatOfFile(file);
  const foreign = foreignEnding(file);
  if (foreign) {
    const rule = `ends in ${foreign.ending}, which is no audio format of the server`;
    problems.add("--concatenate", file, rule, `name it .${format}`);
  } else if (formats.length > 1) {
    const rule = `needs items of one format, these have ${formats.join(", ")}`;
    problems.add("--concatenate", file, rule, "give all items the same response_format");
  } else if (ofFile !== undefined && ofFile !== format) {
    const rule = `is named as ${ofFile}, but the items are ${format}`;
    problems.add("--concatenate", file, rule, `name it .${format}, or pass --format ${ofFile}`);
  } else if (!NATIVE_JOINS.includes(format) && !(await hasFfmpeg())) {
    const rule = `needs the program ffmpeg for ${format}`;
    problems.add("--concatenate", file, rule, `install ffmpeg, or use ${NATIVE_JOINS.join(", ")}`);
  }
  return { file, format };
}

async function secondsOf(format: SpeechFormat, file: string): Promise<number> {
  const inspector = inspectorFor(format);
  for await (const piece of createReadStream(file)) inspector.push(piece as Buffer);
  return inspector.finish();
}

/** Joins the files in their order and reads the result to its end. @returns its length in seconds */
export async function join(plan: JoinPlan, files: readonly string[], signal: AbortSignal): Promise<number> {
  const { format } = plan;
  try {
    return await withOutputFile(plan.file, async (output) => {
      output.restart();
      if (format === "opus" || format === "flac") {
        await joinWithFfmpeg(format, files, output.temporary, signal);
      } else joinNatively(format, files, output);
      return secondsOf(format, output.temporary);
    });
  } catch (error) {
    if (!(error instanceof AudioDefect)) throw error;
    throw new CommandFailure(`cannot join the items into ${plan.file}: ${error.message}`);
  }
}
