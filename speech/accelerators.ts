import { isMapping } from "../common/is-mapping";
import type { Architecture } from "./architecture";

/** What synthesises speech. One word decides everything that differs between the images. */
export const ACCELERATORS = ["cpu", "nvidia", "rocm"] as const;

export type Accelerator = (typeof ACCELERATORS)[number];

/** What a kind of hardware decides about the pod. Source: upstream's Dockerfiles and release workflow, v0.8.0. */
export interface AcceleratorProfile {
  readonly repository: string;
  /** The image's `USER` is a name, and runAsNonRoot can only be checked against a number. */
  readonly uid: number;
  readonly env: Readonly<Record<string, string>>;
  /** Absent where every architecture of the image works. */
  readonly architecture?: Architecture;
  readonly gpu?: GpuProfile;
  /** Folders beside /tmp and the downloads that the server writes to. */
  readonly caches: Readonly<Record<string, string>>;
  /** Defaults of config keys. */
  readonly defaults: {
    readonly longestRequest: string;
    readonly resources: Readonly<
      Record<"requests" | "limits", { readonly cpu: string; readonly memory: string }>
    >;
  };
}

export interface GpuProfile {
  /** The device plugin's domain; resource names of this vendor start with it. */
  readonly vendor: string;
  /** One whole GPU. */
  readonly resource: string;
  /** Talos and others hand the devices in only with this RuntimeClass. */
  readonly runtimeClass?: string;
  /** Groups that own the device files on the usual hosts. */
  readonly groups: readonly number[];
}

/** The home of the images' user; upstream's compose file mounts MIOpen's caches below it. */
const HOME = "/home/appuser";

export const ACCELERATOR_PROFILES: Readonly<Record<Accelerator, AcceleratorProfile>> = {
  cpu: {
    repository: "ghcr.io/remsky/kokoro-fastapi-cpu",
    uid: 1000,
    env: { USE_GPU: "false", DEVICE_TYPE: "cpu" },
    caches: {},
    defaults: {
      longestRequest: "300s",
      resources: { requests: { cpu: "500m", memory: "1Gi" }, limits: { cpu: "2000m", memory: "4Gi" } },
    },
  },
  nvidia: {
    repository: "ghcr.io/remsky/kokoro-fastapi-gpu",
    uid: 1001,
    // Named and not detected: a pod that sees no GPU fails to start instead of being slow on the CPU.
    env: { USE_GPU: "true", DEVICE_TYPE: "cuda" },
    gpu: { vendor: "nvidia.com", resource: "nvidia.com/gpu", runtimeClass: "nvidia", groups: [] },
    caches: {},
    defaults: {
      longestRequest: "60s",
      resources: { requests: { cpu: "500m", memory: "2Gi" }, limits: { cpu: "2000m", memory: "6Gi" } },
    },
  },
  rocm: {
    repository: "ghcr.io/remsky/kokoro-fastapi-rocm",
    uid: 1001,
    // PyTorch calls ROCm's devices cuda too. This image alone would fetch the baked model again at start.
    env: { USE_GPU: "true", DEVICE_TYPE: "cuda", DOWNLOAD_MODEL: "false", HOME },
    architecture: "amd64",
    // video, and render under the two numbers of upstream's compose file.
    gpu: { vendor: "amd.com", resource: "amd.com/gpu", groups: [44, 993, 996] },
    caches: { "miopen-config": `${HOME}/.config/miopen`, "miopen-cache": `${HOME}/.cache/miopen` },
    defaults: {
      longestRequest: "60s",
      resources: { requests: { cpu: "500m", memory: "2Gi" }, limits: { cpu: "2000m", memory: "8Gi" } },
    },
  },
};

/**
 * A raw configuration with the accelerator's defaults in the place of keys that it leaves out. The schema
 * can only hold one default a key, and it holds those of cpu.
 */
export function withAcceleratorDefaults(raw: unknown): unknown {
  if (!isMapping(raw)) return raw;
  const accelerator = String(raw.accelerator);
  if (!Object.hasOwn(ACCELERATOR_PROFILES, accelerator)) return raw;
  return merged(ACCELERATOR_PROFILES[accelerator as Accelerator].defaults, raw);
}

function merged(defaults: object, given: Record<string, unknown>): Record<string, unknown> {
  const result: Record<string, unknown> = { ...given };
  for (const [key, value] of Object.entries(defaults)) {
    const own = given[key];
    if (own === undefined) result[key] = value;
    else if (isMapping(value) && isMapping(own)) result[key] = merged(value, own);
  }
  return result;
}
