import type { Problem } from "../problem";
import type { Settings } from "../settings";
import { accessRules } from "./access";
import { capacityRules } from "./capacity";
import { retryRules } from "./retry";
import { secretRules } from "./secrets";
import { substitutionRules } from "./substitutions";

/** A rule looks at settings that are right one by one and says what is wrong between them. */
export type Rule = (settings: Settings) => Problem | readonly Problem[] | undefined;

const RULES: readonly Rule[] = [
  ...retryRules,
  ...capacityRules,
  ...accessRules,
  ...substitutionRules,
  ...secretRules,
];

/** Errors and warnings across keys, in the order of the rules. */
export function crossFieldProblems(settings: Settings): Problem[] {
  return RULES.flatMap((rule) => rule(settings) ?? []);
}
