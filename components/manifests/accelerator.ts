import type { Settings } from "../../config/settings";

/** What a kind of hardware decides about the pod. Source: upstream's Dockerfiles, v0.8.0. */
export interface AcceleratorProfile {
  readonly repository: string;
  /** The image's `USER` is a name, and runAsNonRoot can only be checked against a number. */
  readonly uid: number;
  readonly env: Readonly<Record<string, string>>;
}

const PROFILES: Record<Settings["accelerator"], AcceleratorProfile> = {
  cpu: {
    repository: "ghcr.io/remsky/kokoro-fastapi-cpu",
    uid: 1000,
    env: { USE_GPU: "false", DEVICE_TYPE: "cpu" },
  },
};

export function acceleratorProfile(settings: Settings): AcceleratorProfile {
  return PROFILES[settings.accelerator];
}

/** `repository:tag`, with the digest where it is pinned. */
export function imageReference(settings: Settings): string {
  const { repository = acceleratorProfile(settings).repository, tag, digest } = settings.image;
  return digest ? `${repository}:${tag}@${digest}` : `${repository}:${tag}`;
}
