import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { CommandFailure } from "../../common/exit";
import { Interrupted } from "../failure";

const run = promisify(execFile);
/** What FFmpeg writes for each format that needs it. */
const OUTPUT = {
  opus: ["-c:a", "libopus", "-b:a", "128k", "-f", "opus"],
  flac: ["-c:a", "flac", "-f", "flac"],
} as const;

export type FfmpegFormat = keyof typeof OUTPUT;

export async function hasFfmpeg(): Promise<boolean> {
  return run("ffmpeg", ["-version"]).then(
    () => true,
    () => false,
  );
}

/** Decodes the files one after the other and codes them as one. @throws CommandFailure, Interrupted */
export async function joinWithFfmpeg(
  format: FfmpegFormat,
  files: readonly string[],
  output: string,
  signal: AbortSignal,
): Promise<void> {
  const inputs = files.flatMap((file) => ["-i", `file:${file}`]);
  const filter = `${files.map((_, index) => `[${index}:a]`).join("")}concat=n=${files.length}:v=0:a=1`;
  const common = ["-nostdin", "-v", "error", "-y", ...inputs, "-filter_complex", filter];
  try {
    await run("ffmpeg", [...common, ...OUTPUT[format], `file:${output}`], { signal });
  } catch (error) {
    if (signal.aborted) throw new Interrupted();
    throw new CommandFailure(`ffmpeg could not join the files: ${String((error as Error).message).trim()}`);
  }
}
