import * as z from "zod/mini";
import { count, dnsLabel, doc, labelKey, labels, labelValue } from "../primitives";

const toleration = z.strictObject({
  key: doc(z.optional(labelKey()), "Taint's key. Without one every taint is tolerated."),
  operator: doc(z.optional(z.enum(["Exists", "Equal"])), "Default: Equal."),
  value: doc(z.optional(labelValue()), "Taint's value, with Equal."),
  effect: doc(z.optional(z.enum(["NoSchedule", "PreferNoSchedule", "NoExecute"])), "Default: every effect."),
  tolerationSeconds: doc(z.optional(count(0, 1_000_000)), "NoExecute: seconds until eviction all the same."),
});

export const schedulingSection = z.strictObject({
  nodeSelector: doc(
    z._default(labels(), {}),
    "Labels that a node must have, beside the architecture that the image needs.",
  ),
  tolerations: doc(
    z._default(z.array(toleration), []),
    "Taints that the pod tolerates, beside the GPU's (nvidia.com/gpu, amd.com/gpu).",
  ),
  priorityClassName: doc(z.optional(dnsLabel()), "PriorityClass of the pod. Default: the cluster's."),
  spread: doc(
    z._default(z.enum(["preferred", "required", "none"]), "preferred"),
    "Servers on different nodes: preferred, required (one waits where no node is left), or none.",
  ),
});
