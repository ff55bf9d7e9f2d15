import { ACCELERATOR_PROFILES, ACCELERATORS } from "../../speech/accelerators";
import { ARCHITECTURE_LABEL, CUDA_VARIANTS } from "../../speech/architecture";
import { PRIMITIVE_CACHE } from "../../speech/measured";
import { measuredMemory } from "../memory";
import { bytes, millicores } from "../quantities";
import type { Rule } from "./rule";
import { errorIf, warningIf, withoutEffect } from "./say";

const gpuKeysNeedGpu: Rule = ({ accelerator, gpu }) =>
  accelerator === "cpu"
    ? withoutEffect(
        gpu,
        "gpu",
        Object.keys(gpu),
        "accelerator is cpu",
        "set accelerator: nvidia or rocm, or remove it",
      )
    : undefined;

/** A CPU image asked for CUDA fails at start; a GPU image on a CPU is gigabytes for nothing. */
const imageFitsAccelerator: Rule = ({ accelerator, image: { repository } }) => {
  const variant = /\/kokoro-fastapi-(cpu|gpu|rocm)$/.exec(repository)?.[0];
  const owner = ACCELERATORS.find(
    (name) => variant && ACCELERATOR_PROFILES[name].repository.endsWith(variant),
  );
  return errorIf(owner !== undefined && owner !== accelerator, {
    key: "image.repository",
    value: repository,
    rule: `is the image for accelerator ${owner}, but accelerator is ${accelerator}`,
    fix: `remove it: accelerator selects the image, ${ACCELERATOR_PROFILES[accelerator].repository}`,
  });
};

const resourceFitsVendor: Rule = ({ accelerator, gpu: { resource } }) => {
  const vendor = ACCELERATOR_PROFILES[accelerator].gpu?.vendor;
  return errorIf(vendor !== undefined && resource !== undefined && !resource.startsWith(`${vendor}/`), {
    key: "gpu.resource",
    value: resource,
    rule: `must be a resource of ${vendor}, because accelerator is ${accelerator}`,
    fix: `write ${vendor}/gpu, or change accelerator`,
  });
};

const cudaIsNvidia: Rule = ({ accelerator, gpu }) =>
  errorIf(accelerator === "rocm" && gpu.cuda !== undefined, {
    key: "gpu.cuda",
    value: gpu.cuda,
    rule: "selects a build of the nvidia image, but accelerator is rocm",
    fix: "remove it, or set accelerator: nvidia",
  });

const tagNamesNoBuild: Rule = ({ image, gpu }) =>
  errorIf(gpu.cuda !== undefined && /-cu\d+/.test(image.tag), {
    key: "image.tag",
    value: image.tag,
    rule: "already names a CUDA build, and gpu.cuda would add another",
    fix: `write ${image.tag.replace(/-cu\d+.*/, "")}, or remove gpu.cuda`,
  });

/** Source: upstream's release workflow: `v` and the version. */
const tagExists: Rule = ({ image, mesh }) =>
  [
    { key: "image.tag", ...image },
    {
      key: "mesh.canary.image.tag",
      tag: "",
      ...mesh.canary?.image,
      repository: mesh.canary?.image.repository ?? image.repository,
    },
  ].flatMap(({ key, repository, tag, digest }) => {
    const isUpstream = /^ghcr\.io\/remsky\//.test(repository);
    if (!isUpstream || digest !== undefined || !/^(\d|latest$)/.test(tag)) return [];
    return [
      {
        severity: "error" as const,
        key,
        value: tag,
        rule: "does not exist: upstream's tags are v and the version",
        fix: tag === "latest" ? "write v0.8.0" : `write v${tag}`,
      },
    ];
  });

const runtimeClassFitsVendor: Rule = ({ accelerator, gpu }) =>
  errorIf(accelerator === "rocm" && gpu.runtimeClass === "nvidia", {
    key: "gpu.runtimeClass",
    value: gpu.runtimeClass,
    rule: "gives the pod NVIDIA devices, but accelerator is rocm",
    fix: "remove it: AMD's device plugin needs no RuntimeClass",
  });

/** The image has no build for the nodes that are selected: the pod would never run. */
const imageFitsArchitecture: Rule = ({ accelerator, gpu, scheduling }) => {
  const built = gpu.cuda
    ? CUDA_VARIANTS[gpu.cuda].architecture
    : ACCELERATOR_PROFILES[accelerator].architecture;
  const wanted = scheduling.nodeSelector[ARCHITECTURE_LABEL];
  return errorIf(built !== undefined && wanted !== undefined && wanted !== built, {
    key: `scheduling.nodeSelector.${ARCHITECTURE_LABEL}`,
    value: wanted,
    rule: `has no image: ${gpu.cuda ?? accelerator} is built for ${built} only`,
    fix: "remove it: the architecture is selected automatically",
  });
};

const hamiNeedsItsGpu: Rule = ({ accelerator, gpu }) =>
  errorIf(
    gpu.hami !== undefined &&
      accelerator !== "cpu" &&
      (gpu.resource ?? ACCELERATOR_PROFILES[accelerator].gpu?.resource) !== "nvidia.com/gpu",
    {
      key: "gpu.hami",
      rule: "shares nvidia.com/gpu, not MIG slices, time slices or AMD's GPUs",
      fix: "remove gpu.hami, or remove gpu.resource with accelerator: nvidia",
    },
  );

/** Upstream's documentation: 2.4 to 4 GB of GPU memory. */
const LEAST_GPU_MEGABYTES = 2400;

const hamiHoldsModel: Rule = ({ gpu }) => {
  const memory = gpu.hami?.memory;
  return warningIf(memory !== undefined && memory < LEAST_GPU_MEGABYTES, {
    key: "gpu.hami.memory",
    value: memory,
    rule: `is less than what the model and one request need (upstream says ${LEAST_GPU_MEGABYTES} to 4000 MB): long texts will run out of GPU memory`,
    fix: "set 4000",
  });
};

const cpuForInference: Rule = ({ accelerator, resources }) =>
  warningIf(accelerator === "cpu" && millicores(resources.limits.cpu) < 1000, {
    key: "resources.limits.cpu",
    value: resources.limits.cpu,
    rule: "is less than one core: speech takes several times longer than the figures for cpu, which the probes are based on",
    fix: "set 2000m or more",
  });

/** A GPU server keeps less on its host, and nobody has measured it. */
const LEAST_HOST_MEMORY = "2Gi";

const memoryHoldsModel: Rule = (settings) => {
  const { memory } = settings.resources.limits;
  const measured = measuredMemory(settings);
  if (!measured) {
    return warningIf(bytes(memory) < bytes(LEAST_HOST_MEMORY), {
      key: "resources.limits.memory",
      value: memory,
      rule: "leaves little room above PyTorch and the model: a server that exceeds the limit is killed (OOM) and loses all its requests",
      fix: "set 4Gi",
    });
  }
  const { busy, capacity, isBounded } = measured;
  const growth = isBounded ? "" : ", and more with each new length of text";
  return warningIf(bytes(memory) < bytes(busy), {
    key: "resources.limits.memory",
    value: memory,
    rule: `is less than a server was measured to take with ${PRIMITIVE_CACHE.name} ${capacity} (${busy}${growth}): a server that exceeds the limit is killed (OOM) and loses all its requests`,
    fix: isBounded ? "set 4Gi" : `leave ${PRIMITIVE_CACHE.name} out of env, or set 6Gi`,
  });
};

export const acceleratorRules: readonly Rule[] = [
  gpuKeysNeedGpu,
  imageFitsAccelerator,
  resourceFitsVendor,
  cudaIsNvidia,
  tagNamesNoBuild,
  tagExists,
  runtimeClassFitsVendor,
  imageFitsArchitecture,
  hamiNeedsItsGpu,
  hamiHoldsModel,
  cpuForInference,
  memoryHoldsModel,
];
