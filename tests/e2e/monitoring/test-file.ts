import { MINUTES, type Values } from "./cluster-series";

export interface Expectation {
  readonly expr: string;
  readonly exp_samples: readonly { readonly labels: string; readonly value: number }[];
}

/** A test file of promtool for rules.yaml. @param minutes of data; the expressions are asked at their end */
export function testFile(
  series: Values,
  expectations: readonly Expectation[],
  alerts: readonly unknown[] = [],
  minutes = MINUTES,
) {
  return {
    rule_files: ["rules.yaml"],
    evaluation_interval: "1m",
    tests: [
      {
        interval: "1m",
        input_series: Object.entries(series).map(([name, values]) => ({ series: name, values })),
        promql_expr_test: expectations.map((expectation) => ({ ...expectation, eval_time: `${minutes}m` })),
        alert_rule_test: alerts,
      },
    ],
  };
}
