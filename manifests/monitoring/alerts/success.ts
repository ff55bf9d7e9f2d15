import type { Settings } from "../../../config/schema/settings";
import type { Rule, Window } from "../recording-rules";
import type { Series } from "../series";
import { alert, type Severity } from "./alert";

interface Burn {
  readonly severity: Severity;
  /** How many times faster than allowed the error budget of 30 days is spent. */
  readonly factor: number;
  readonly long: Window;
  /** Ends the alert soon after the failures end. */
  readonly short: Window;
  readonly longSeconds: number;
}

/** Source: The Site Reliability Workbook, chapter 5, "Multiwindow, Multi-Burn-Rate Alerts". */
const BURNS: readonly Burn[] = [
  { severity: "critical", factor: 14.4, long: "1h", short: "5m", longSeconds: 3600 },
  { severity: "critical", factor: 6, long: "6h", short: "30m", longSeconds: 21_600 },
  { severity: "warning", factor: 3, long: "1d", short: "2h", longSeconds: 86_400 },
  { severity: "warning", factor: 1, long: "3d", short: "6h", longSeconds: 259_200 },
];

/** In a quiet hour one failure of ten requests is far over any budget, and no reason to wake anyone. */
const FEWEST_FAILURES = 3;

export function successAlerts(settings: Settings, series: Series): Rule[] {
  return [...BURNS.map((burn) => burnAlert(settings, series, burn)), shortAudio(settings, series)];
}

function burnAlert(settings: Settings, { recorded }: Series, burn: Burn): Rule {
  const { factor, long, short, longSeconds, severity } = burn;
  const budget = Math.round((100 - settings.monitoring.objective) * 1e4) / 1e6;
  const limit = `(${factor} * ${budget})`;
  return alert(settings, {
    name: "KokoroErrorBudgetBurn",
    severity,
    labels: { window: long },
    expr: [
      `kokoro:speech_failures:ratio_rate${long}{${recorded}} > ${limit}`,
      `and kokoro:speech_failures:ratio_rate${short}{${recorded}} > ${limit}`,
      `and kokoro:speech_failures:rate${long}{${recorded}} * ${longSeconds} >= ${FEWEST_FAILURES}`,
    ].join("\n"),
    for: severity === "critical" ? "2m" : "15m",
    summary: `speech requests fail ${factor} times as often as the objective allows`,
    description: `{{ $value | humanizePercentage }} of the valid speech requests of the last ${long} failed: 5xx, cut answers, and 200 without enough audio. The objective is ${settings.monitoring.objective} % success.`,
  });
}

function shortAudio(settings: Settings, { failures, valid }: Series): Rule {
  const short = `sum(increase(istio_requests_total{${failures.short}}[30m]))`;
  return alert(settings, {
    name: "KokoroShortAudio",
    severity: "warning",
    expr: [
      `${short} / sum(increase(istio_requests_total{${valid}}[30m])) > 0.02`,
      `and ${short} >= ${FEWEST_FAILURES}`,
    ].join("\n"),
    for: "5m",
    summary: "answers with status 200 hold no audio, or far too little for their text",
    description:
      "{{ $value | humanizePercentage }} of the speech answers of the last 30 minutes ended normally with too few bytes. Callers that check only the status take them for speech.",
  });
}
