import type { Criterion } from "./criteria";
import type { AnswerEstimate, Explanation, LifeCycle } from "./explanation";
import type { RetryWaits } from "./retry-waits";

/** The explanation for a person who has never seen the project. */
export function explanationText(explanation: Explanation): string {
  return [
    section("Servers", serversText(explanation)),
    section("How long callers wait", answersText(explanation)),
    section("When something fails", retriesText(explanation.retries)),
    section("Start, restart and rollout", lifeCycleText(explanation.lifeCycle)),
    section("What it can and cannot do", explanation.criteria.flatMap(criterionText)),
  ].join("\n");
}

function section(title: string, lines: readonly string[]): string {
  return `${title}\n${lines.map((line) => `  ${line}\n`).join("")}`;
}

function serversText(explanation: Explanation): string[] {
  const { admitted } = explanation.requestsAtOnce;
  return [
    runningText(explanation),
    admitted === undefined
      ? "Nothing bounds how many requests wait."
      : `A waypoint pod admits ${plural(admitted, "request")}, those that wait included; the next one gets 503 at once.`,
    memoryText(explanation.memory),
  ];
}

function memoryText({ limit, measured }: Explanation["memory"]): string {
  if (!measured)
    return `A server may take ${limit} of memory; nobody has measured how much it needs on a GPU.`;
  const { idle, busy, isBounded } = measured;
  const growth = isBounded ? "" : " and more with each new length of text";
  return `A server was measured to take ${idle} of memory when idle and ${busy}${growth} under load; its limit is ${limit}.`;
}

function runningText({ servers, accelerator }: Explanation): string {
  const { fewest, most, scaling } = servers;
  if (scaling === "fixed") {
    return `${plural(most, "server")} with ${accelerator}. A server answers one request at a time, so ${plural(most, "request")} at once; others wait their turn.`;
  }
  const measure = scaling === "hpa" ? "CPU use" : "requests in flight";
  return `${fewest} to ${plural(most, "server")} with ${accelerator}, by ${measure}. A server answers one request at a time, so up to ${plural(most, "request")} at once; others wait their turn, or for a new server to start.`;
}

const COLUMNS = [10, 10, 14, 16];

function answersText({ answers }: Explanation): string[] {
  const rows = answers.flatMap(answerRows);
  return [
    "Estimates for one caller and a server without other work; measure yours with `kokoro load`.",
    "First byte: when a streamed answer begins. Complete: when it ends, and when one that is not streamed arrives.",
    row(["", "words", "first byte", "complete"]),
    ...rows,
    ...answers.map(({ accelerator, source }) => `Source for ${accelerator}: ${source}.`),
  ];
}

function answerRows({ accelerator, configured, inputs }: AnswerEstimate): string[] {
  return inputs.map(({ words, firstByte, complete }, index) =>
    row([
      index === 0 ? `${accelerator}${configured ? " *" : ""}` : "",
      `${words}`,
      `${firstByte} s`,
      `${complete} s`,
    ]),
  );
}

function row(cells: readonly string[]): string {
  return cells
    .map((cell, index) => (index === 0 ? cell.padEnd(COLUMNS[0] ?? 0) : cell.padStart(COLUMNS[index] ?? 0)))
    .join("")
    .trimEnd();
}

function retriesText({
  tries,
  retryOn,
  longestPauses,
  longestFirstByte,
  longestAnswer,
}: RetryWaits): string[] {
  const bounds = [
    longestFirstByte === undefined
      ? "No time limit for the first byte: a caller waits until a server has worked through what came before."
      : `The first byte comes within ${round(longestFirstByte)} s, or the caller gets an error.`,
    longestAnswer === undefined
      ? "No time limit for the whole answer, so long streams are not cut."
      : `The whole answer comes within ${round(longestAnswer)} s; longer streams are cut there.`,
  ];
  if (tries === 1) return ["A request is tried once: a failure goes to the caller at once.", ...bounds];
  const pauses = longestPauses.map((pause) => `${round(pause)} s`).join(", ");
  return [
    `A request is tried up to ${tries} times, on another server where there is one, after ${retryOn.join(", ")}.`,
    `The pauses between the tries are random, at most ${pauses}.`,
    "Only what has not begun to answer can be tried again: a stream that breaks is lost.",
    ...bounds,
  ];
}

const ROLLOUTS: Readonly<Record<LifeCycle["rollout"], string>> = {
  "new server first":
    "A new version starts beside the old one, which stops when the new one is ready: no gap.",
  "one server less": "A new version takes the place of one server after the other: one less meanwhile.",
  "old server stops first":
    "A new version starts after the old one has stopped, because the two cannot share the GPU or the volume: no answers meanwhile.",
};

function lifeCycleText(life: LifeCycle): string[] {
  return [
    `A server may take ${life.startAtMost} s to load the model; then it is restarted.`,
    `A busy server does not answer its health check. It leaves the Service after ${life.leavesServiceAfterSilence} s of silence, and is restarted after ${life.restartsAfterSilence} s. A dead process is restarted at once.`,
    `A server that is stopped finishes its requests, for at most ${life.finishesAtMost} s.`,
    ROLLOUTS[life.rollout],
  ];
}

const MARKS: Readonly<Record<Criterion["verdict"], string>> = { yes: "yes", uncertain: "perhaps", no: "no" };

function criterionText({ aim, verdict, because, change }: Criterion): string[] {
  return [
    `${MARKS[verdict].padEnd(8)} ${aim}`,
    `${"".padEnd(8)} ${because}`,
    ...(change ? [`${"".padEnd(8)} smallest change: ${change}`] : []),
  ];
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

function round(seconds: number): number {
  return Math.round(seconds * 100) / 100;
}
