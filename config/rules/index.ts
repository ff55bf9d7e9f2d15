import type { Problem } from "../problem";
import type { Settings } from "../settings";
import { accessRules } from "./access";
import { admissionRules } from "./admission";
import { authorizationRules } from "./authorization";
import { canaryRules } from "./canary";
import { capacityRules } from "./capacity";
import { meshRules } from "./mesh";
import { retryRules } from "./retry";

/** A rule looks at settings that are right one by one and says what is wrong between them. */
export type Rule = (settings: Settings) => Problem | undefined;

const RULES: readonly Rule[] = [
  ...retryRules,
  ...capacityRules,
  ...accessRules,
  ...meshRules,
  ...canaryRules,
  ...admissionRules,
  ...authorizationRules,
];

/** Errors and warnings across keys, in the order of the rules. */
export function crossFieldProblems(settings: Settings): Problem[] {
  return RULES.map((rule) => rule(settings)).filter((problem) => problem !== undefined);
}
