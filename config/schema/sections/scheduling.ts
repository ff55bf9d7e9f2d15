import * as z from "zod/mini";
import { count, dnsSubdomain, doc, labelKey, labels, labelValue } from "../primitives";

const toleration = z.strictObject({
  key: doc(
    z.optional(labelKey()),
    "Key of the taint. Without a key, which needs operator: Exists, the taints of every key are tolerated.",
  ),
  operator: doc(
    z.optional(z.enum(["Exists", "Equal"])),
    "Equal: the taint has this key and this value. Exists: it has this key, whatever its value. Default: Equal.",
  ),
  value: doc(z.optional(labelValue()), "Value of the taint, with Equal. Default: the empty value."),
  effect: doc(z.optional(z.enum(["NoSchedule", "PreferNoSchedule", "NoExecute"])), "Default: every effect."),
  tolerationSeconds: doc(
    z.optional(count(0, 1_000_000)),
    "With effect: NoExecute: seconds after which the pod is evicted anyway.",
  ),
});

export const schedulingSection = z.strictObject({
  nodeSelector: doc(
    z._default(labels(), {}),
    "Labels that a node must have, in addition to the architecture of the image.",
  ),
  tolerations: doc(
    z._default(z.array(toleration), []),
    "Taints that the pod tolerates, in addition to those of the GPU (nvidia.com/gpu, amd.com/gpu).",
  ),
  priorityClassName: doc(
    z.optional(dnsSubdomain()),
    "PriorityClass of the pod. Default: the cluster's default.",
  ),
  spread: doc(
    z._default(z.enum(["preferred", "required", "none"]), "preferred"),
    "Whether servers run on different nodes: preferred, required (a server stays Pending if no node is left), or none.",
  ),
});
