import * as z from "zod/mini";
import { count, dnsSubdomain, doc, flag } from "../primitives";
import { extendedResource } from "../server-primitives";

const hamiSection = z.strictObject({
  memory: doc(z.optional(count(1, 1_000_000)), "Megabytes of GPU memory (nvidia.com/gpumem)."),
  cores: doc(z.optional(count(1, 100)), "Percent of the GPU's cores (nvidia.com/gpucores)."),
});

/** Every default depends on the accelerator, so none stands here: see config/accelerators.ts. */
export const gpuSection = z.strictObject({
  resource: doc(
    z.optional(extendedResource()),
    "Resource name of one server's GPU, or of its share: nvidia.com/gpu, nvidia.com/gpu.shared (time slices), nvidia.com/mig-1g.10gb (MIG), amd.com/gpu. Default: one whole GPU of the accelerator's vendor.",
  ),
  hami: doc(z.optional(hamiSection), "A share of a GPU, assigned by the HAMi scheduler."),
  runtimeClass: doc(
    z.optional(dnsSubdomain()),
    "RuntimeClass of the pod, or none. Default: nvidia with accelerator nvidia, because Talos needs it.",
  ),
  cuda: doc(
    z.optional(z.enum(["cu126", "cu128", "cu129"])),
    "CUDA build of the nvidia image: cu128 for Blackwell (RTX 50). Default: the build of the plain tag, cu126 on amd64 and cu129 on arm64.",
  ),
  groups: doc(
    z.optional(z.array(count(1, 2_147_483_647))),
    "Supplemental group ids that own the device files on your nodes (getent group render). Default on rocm: 44, 993, 996.",
  ),
  spare: doc(
    z._default(flag(), false),
    "Whether one more GPU is free, so that a rollout can start a new server before it stops an old one.",
  ),
});
