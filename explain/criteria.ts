import { admittedRequests, wantedPerReplica } from "../config/admission";
import type { Settings } from "../config/schema/settings";
import { CRITERIA } from "../speech/criteria";
import { type SpeedEnd, WANTED_CONCURRENCY } from "../speech/figures";
import { type DeploymentModel, lastComplete, lastFirstByte, modelOf } from "./deployment-model";
import { describeChange, smallestChange } from "./smallest-change";

/** A thing that the service is meant to achieve, and whether this configuration can. */
export interface Criterion {
  readonly aim: string;
  /** uncertain: between the slower and the faster end of the speeds. */
  readonly verdict: "yes" | "uncertain" | "no";
  readonly because: string;
  /** The smallest change of the configuration that meets it; absent where it is met or none is known. */
  readonly change?: string;
}

const { words: WORDS, seconds: COMPLETE_SECONDS } = CRITERIA.longText;
const RESPONSE_SECONDS = CRITERIA.p95;

export function criteria(settings: Settings): Criterion[] {
  return [
    completeAnswer(settings),
    firstByte(settings),
    response(settings),
    concurrency(settings),
    success(settings),
  ];
}

/** Judges an aim that is a time, at both ends of the speeds. */
function timed(
  settings: Settings,
  aim: string,
  limit: number,
  duration: (model: DeploymentModel, end: SpeedEnd) => number,
  what: string,
): Criterion {
  const model = modelOf(settings);
  const slower = round(duration(model, "slower"));
  const faster = round(duration(model, "faster"));
  const range = slower === faster ? `about ${slower} s` : `${faster} to ${slower} s`;
  const because = `${what}: ${range} on ${settings.accelerator}`;
  if (slower < limit) return { aim, verdict: "yes", because };
  const change = timedChange(settings, (other, end) => duration(other, end) < limit);
  const verdict = faster < limit ? "uncertain" : "no";
  return { aim, verdict, because, ...(change && { change }) };
}

/** A change that meets the aim for certain, else one that may, where the configuration itself may not. */
function timedChange(settings: Settings, meets: (model: DeploymentModel, end: SpeedEnd) => boolean) {
  const model = modelOf(settings);
  const certain = smallestChange(model, (other) => meets(other, "slower"));
  if (certain) return describeChange(settings, model, certain);
  if (meets(model, "faster")) return undefined;
  const possible = smallestChange(model, (other) => meets(other, "faster"));
  return possible && `${describeChange(settings, model, possible)}, and a card at the faster end`;
}

function completeAnswer(settings: Settings): Criterion {
  return timed(
    settings,
    `${WORDS} words are spoken completely in under ${COMPLETE_SECONDS} s`,
    COMPLETE_SECONDS,
    (model, end) => lastComplete(model, WORDS, 1, end),
    "the whole answer by a server without other work",
  );
}

function firstByte(settings: Settings): Criterion {
  return timed(
    settings,
    `${WORDS} words are heard after less than ${COMPLETE_SECONDS} s (streaming)`,
    COMPLETE_SECONDS,
    (model, end) => lastFirstByte(model, WORDS, 1, end),
    "the first byte by a server without other work",
  );
}

function response(settings: Settings): Criterion {
  const aim = `95 of 100 answers begin in under ${RESPONSE_SECONDS} s, with ${WANTED_CONCURRENCY} callers at once (streaming)`;
  const answered = timed(
    settings,
    aim,
    RESPONSE_SECONDS,
    (model, end) => lastFirstByte(model, WORDS, WANTED_CONCURRENCY, end),
    `the first byte for the last of ${WANTED_CONCURRENCY} callers`,
  );
  return ofTheAdmitted(settings, answered);
}

/** Who is not admitted gets no audio, however fast the servers are. */
function ofTheAdmitted(settings: Settings, answered: Criterion): Criterion {
  const admitted = admittedRequests(settings);
  if (admitted === undefined || admitted >= WANTED_CONCURRENCY) return answered;
  const admission = `admission.maxRequestsPerReplica: ${wantedPerReplica(settings)}`;
  return {
    aim: answered.aim,
    verdict: "no",
    because: `a waypoint pod admits ${admitted} of the ${WANTED_CONCURRENCY}, the others get 503; for these, ${answered.because}`,
    change: answered.change === undefined ? admission : `${admission}, ${answered.change}`,
  };
}

function concurrency(settings: Settings): Criterion {
  const aim = `${WANTED_CONCURRENCY} requests are worked on at once`;
  const { servers } = modelOf(settings);
  const last = round(lastComplete(modelOf(settings), WORDS, WANTED_CONCURRENCY, "slower"));
  if (servers >= WANTED_CONCURRENCY)
    return { aim, verdict: "yes", because: `${servers} servers, one request each` };
  return {
    aim,
    verdict: "no",
    because: `${servers} at once, the others wait: the last of ${WANTED_CONCURRENCY} with ${WORDS} words is complete after about ${last} s`,
    change: `${replicasKey(settings)}: ${WANTED_CONCURRENCY}`,
  };
}

/** Whether a server may die without a caller's noticing. Streams that are cut can't be retried by a mesh. */
function success(settings: Settings): Criterion {
  const aim = "99.5 % of valid requests succeed while a server dies";
  const missing = missingForRetries(settings);
  if (missing.length > 0) {
    const because =
      "without a second server and a retry, every request in flight on the dead one is lost, and with one server all later ones until it is back";
    return { aim, verdict: "no", because, change: missing.join(", ") };
  }
  return {
    aim,
    verdict: "yes",
    because:
      "for answers that are not streamed (measured: 847 of 847 with three servers, one of them killed); a stream that is cut is lost, and its caller must ask again (98.2 % of 219)",
  };
}

function missingForRetries(settings: Settings): string[] {
  const { mesh, retries, scaling } = settings;
  const retriesCuts = ["reset", "connect-failure"].every((condition) => retries.retryOn.includes(condition));
  return [
    !mesh.enabled && "mesh: true (with Istio in the cluster)",
    mesh.enabled && !mesh.waypoint.enabled && "mesh.waypoint: true",
    mesh.waypoint.enabled && retries.attempts === 0 && "retries.attempts: 3",
    !retriesCuts && "retries.retryOn: connect-failure,refused-stream,reset,503",
    settings.scaling.min < 2 && (scaling.kind === "fixed" ? "replicas: 2" : "scaling.min: 2"),
  ].filter((part) => part !== false);
}

function replicasKey({ scaling }: Settings): string {
  return scaling.kind === "fixed" ? "replicas" : "scaling.max";
}

function round(seconds: number): number {
  return Math.round(seconds * 10) / 10;
}
