import type { Settings } from "../schema/settings";
import type { Rule } from "./rule";
import { errorIf } from "./say";

type Toleration = Settings["scheduling"]["tolerations"][number];

/** What Kubernetes refuses between the fields of a toleration. Source: Kubernetes, "Taints and Tolerations". */
function tolerationProblems({ key, operator, value, effect, tolerationSeconds }: Toleration, path: string) {
  return [
    errorIf(key === undefined && operator !== "Exists", {
      key: path,
      rule: "must have a key, or operator: Exists, which tolerates the taints of every key",
      fix: "add the taint's key, or operator: Exists",
    }),
    errorIf(operator === "Exists" && value !== undefined && value !== "", {
      key: `${path}.value`,
      value,
      rule: "contradicts operator: Exists, which takes any value",
      fix: "remove it, or write operator: Equal",
    }),
    errorIf(tolerationSeconds !== undefined && effect !== "NoExecute", {
      key: `${path}.tolerationSeconds`,
      value: tolerationSeconds,
      rule: "needs effect: NoExecute, because no other effect evicts a pod",
      fix: "set effect: NoExecute, or remove it",
    }),
  ];
}

const tolerationsFit: Rule = ({ scheduling: { tolerations } }) =>
  tolerations
    .flatMap((toleration, index) => tolerationProblems(toleration, `scheduling.tolerations[${index}]`))
    .filter((problem) => problem !== undefined);

export const schedulingRules: readonly Rule[] = [tolerationsFit];
