import type { Values } from "./cluster-series";

export interface Scenario {
  readonly claim: string;
  readonly series: Values;
  /** Everything that fires, and nothing else does: alert and severity -> how many. */
  readonly firing: Readonly<Record<string, number>>;
  /** Failed share of the last hour; null: the series must not exist. */
  readonly failedShare?: number | null;
}
