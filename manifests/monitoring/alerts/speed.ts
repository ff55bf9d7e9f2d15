import { wholeSeconds } from "../../../config/schema/primitives";
import type { Settings } from "../../../config/schema/settings";
import { slowestAnswerSeconds } from "../../../speech/figures";
import { boundFrom, shareWithin } from "../histogram";
import type { Rule } from "../recording-rules";
import type { Series } from "../series";
import { alert } from "./alert";

/** Bytes of audio for each second of waiting and speaking; Opus at real-time factor 1 gives about 4000. */
const SLOWEST_BYTES_PER_SECOND = 500;

/** A few slow answers are long texts. */
const SLOW_SHARE = 0.05;

export function speedAlerts(settings: Settings, series: Series): Rule[] {
  return [slowAnswers(settings, series), stalledAudio(settings, series), saturated(settings, series)];
}

function slowAnswers(settings: Settings, series: Series): Rule {
  const { slowAnswer } = settings.monitoring;
  const wanted = slowAnswer ? wholeSeconds(slowAnswer) : slowestAnswerSeconds(settings.accelerator);
  const seconds = boundFrom(wanted);
  return alert(settings, {
    name: "KokoroSlowAnswers",
    severity: "warning",
    expr: `1 - ${shareWithin(series, seconds, "15m")} > ${SLOW_SHARE}`,
    for: "15m",
    summary: `more than 5 % of the answers take longer than ${seconds} s`,
    description: `{{ $value | humanizePercentage }} of the complete answers of the last 15 minutes took longer than ${seconds} s, waiting included.`,
  });
}

function stalledAudio(settings: Settings, { valid }: Series): Rule {
  const spoken = `${valid},response_code=~"2.."`;
  return alert(settings, {
    name: "KokoroStalledAudio",
    severity: "warning",
    expr: [
      `sum(rate(istio_response_bytes_sum{${spoken}}[15m]))`,
      `/ (sum(rate(istio_request_duration_milliseconds_sum{${spoken}}[15m])) / 1000 > 0)`,
      `< ${SLOWEST_BYTES_PER_SECOND}`,
    ].join("\n"),
    for: "15m",
    summary: "answers with status 200 carry too few bytes for the time that they take",
    description: `Answers bring {{ $value | humanize }} bytes a second; speech gives more than ${SLOWEST_BYTES_PER_SECOND} even on a slow CPU with a short queue. Streams stand still, or requests wait very long.`,
  });
}

function saturated(settings: Settings, { recorded, deployment }: Series): Rule {
  const { inFlightPerReplica } = settings.monitoring;
  return alert(settings, {
    name: "KokoroSaturated",
    severity: "warning",
    expr: [
      `sum(kokoro:requests_in_flight:avg5m{${recorded}})`,
      `/ (sum(kube_deployment_status_replicas_available{${deployment}}) > 0)`,
      `> ${inFlightPerReplica}`,
    ].join("\n"),
    for: "15m",
    summary: "more requests are under way than the servers can answer soon",
    description:
      "{{ $value | humanize }} requests are under way for each server, which works on one at a time: the others wait.",
  });
}
