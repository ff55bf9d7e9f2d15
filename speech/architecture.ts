/** CPU architecture of a node, as its label kubernetes.io/arch says it. */
export type Architecture = "amd64" | "arm64";

export const ARCHITECTURE_LABEL = "kubernetes.io/arch";

/** A published build of the nvidia image. Source: upstream's release workflow, v0.8.0. */
interface CudaVariant {
  readonly tagSuffix: string;
  readonly architecture: Architecture;
}

/**
 * The plain tag is cu126 on amd64 and cu129 on arm64. cu128 is for Blackwell (RTX 50). There is no tag
 * `-cu129`: upstream publishes that build under its architecture's name only.
 */
export const CUDA_VARIANTS: Readonly<Record<"cu126" | "cu128" | "cu129", CudaVariant>> = {
  cu126: { tagSuffix: "-cu126", architecture: "amd64" },
  cu128: { tagSuffix: "-cu128", architecture: "amd64" },
  cu129: { tagSuffix: "-cu129-arm64", architecture: "arm64" },
};
