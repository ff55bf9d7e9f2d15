import type { Settings } from "../config/schema/settings";
import { ACCELERATOR_PROFILES, type AcceleratorProfile } from "../speech/accelerators";
import { ARCHITECTURE_LABEL, CUDA_VARIANTS } from "../speech/architecture";

export function acceleratorProfile(settings: Settings): AcceleratorProfile {
  return ACCELERATOR_PROFILES[settings.accelerator];
}

/** `repository:tag`, with the CUDA build's suffix, and with the digest where it is pinned. */
export function imageReference(settings: Settings): string {
  const { repository, tag, digest } = settings.image;
  const { cuda } = settings.gpu;
  const full = `${repository}:${tag}${cuda ? CUDA_VARIANTS[cuda].tagSuffix : ""}`;
  return digest ? `${full}@${digest}` : full;
}

/** Requests and limits of the server, its GPU or share of one among the limits. */
export function serverResources(settings: Settings) {
  const { requests, limits } = settings.resources;
  return { requests, limits: { ...limits, ...gpuLimits(settings) } };
}

/** Device resources are whole numbers, and Kubernetes takes the request from the limit. */
function gpuLimits(settings: Settings): Record<string, string> {
  const { gpu } = acceleratorProfile(settings);
  if (!gpu) return {};
  const { resource = gpu.resource, hami } = settings.gpu;
  return {
    [resource]: "1",
    ...(hami?.memory && { "nvidia.com/gpumem": String(hami.memory) }),
    ...(hami?.cores && { "nvidia.com/gpucores": String(hami.cores) }),
  };
}

export function runtimeClassName(settings: Settings): string | undefined {
  const name = settings.gpu.runtimeClass ?? acceleratorProfile(settings).gpu?.runtimeClass;
  return name === "none" ? undefined : name;
}

/** The architectures that the image exists for, as a node label; then what the user asks for. */
export function nodeSelector(settings: Settings): Record<string, string> {
  const { cuda } = settings.gpu;
  const architecture = cuda ? CUDA_VARIANTS[cuda].architecture : acceleratorProfile(settings).architecture;
  return { ...(architecture && { [ARCHITECTURE_LABEL]: architecture }), ...settings.scheduling.nodeSelector };
}

/** GPU nodes are commonly tainted with the name of their resource. */
export function tolerations(settings: Settings) {
  const { gpu } = acceleratorProfile(settings);
  const ours = gpu ? [{ key: gpu.resource, operator: "Exists", effect: "NoSchedule" }] : [];
  return [...ours, ...settings.scheduling.tolerations];
}

/** Groups that may open the device files. */
export function deviceGroups(settings: Settings): readonly number[] {
  return settings.gpu.groups ?? acceleratorProfile(settings).gpu?.groups ?? [];
}
