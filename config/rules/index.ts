import type { Problem } from "../problem";
import type { Settings } from "../settings";
import { accessRules } from "./access";
import { batchRules } from "./batch";
import { capacityRules } from "./capacity";
import { monitoringRules } from "./monitoring";
import { retryRules } from "./retry";

/** A rule looks at settings that are right one by one and says what is wrong between them. */
export type Rule = (settings: Settings) => Problem | undefined;

const RULES: readonly Rule[] = [
  ...retryRules,
  ...capacityRules,
  ...accessRules,
  ...monitoringRules,
  ...batchRules,
];

/** Errors and warnings across keys, in the order of the rules. */
export function crossFieldProblems(settings: Settings): Problem[] {
  return RULES.map((rule) => rule(settings)).filter((problem) => problem !== undefined);
}
