import type { types } from "@pulumi/kubernetes";
import type { Settings } from "../config/schema/settings";
import { acceleratorProfile } from "./accelerator";
import type { KubernetesObject } from "./kubernetes";
import { metadata } from "./names";

interface Mount {
  readonly volume: types.input.core.v1.Volume & { readonly name: string };
  readonly mountPath: string;
}

/** Room for the download that is being written when the server looks at the sum. */
const DOWNLOADS_HEADROOM_MEGABYTES = 512;

/** Kernels of a GPU are compiled once and kept here. */
const CACHE_SIZE = "2Gi";

/**
 * The places that the server writes to; all else of its file system is read-only. /tmp must allow exec:
 * an emptyDir does.
 */
function mounts(settings: Settings): Mount[] {
  return [
    { volume: { name: "tmp", emptyDir: { sizeLimit: "1Gi" } }, mountPath: "/tmp" },
    { volume: { name: "downloads", ...downloads(settings) }, mountPath: settings.storage.mountPath },
    ...Object.entries(acceleratorProfile(settings).caches).map(([name, mountPath]) => ({
      volume: { name, emptyDir: { sizeLimit: CACHE_SIZE } },
      mountPath,
    })),
  ];
}

function downloads(settings: Settings): Omit<types.input.core.v1.Volume, "name"> {
  const claimName = claimOf(settings);
  if (claimName) return { persistentVolumeClaim: { claimName } };
  const megabytes = settings.server.MAX_TEMP_DIR_SIZE_MB + DOWNLOADS_HEADROOM_MEGABYTES;
  return { emptyDir: { sizeLimit: `${megabytes}Mi` } };
}

function claimOf(settings: Settings): string | undefined {
  return settings.storage.existingClaim ?? (settings.storage.size ? claimName(settings) : undefined);
}

export function volumes(settings: Settings) {
  return mounts(settings).map(({ volume }) => volume);
}

export function volumeMounts(settings: Settings) {
  return mounts(settings).map(({ volume, mountPath }) => ({ name: volume.name, mountPath }));
}

function claimName(settings: Settings): string {
  return `${settings.name}-downloads`;
}

/** The volume that keeps downloads when a server goes. */
export function downloadsClaim(settings: Settings): KubernetesObject {
  const { size, storageClass, accessMode = "ReadWriteOnce" } = settings.storage;
  return {
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    metadata: metadata(settings, claimName(settings)),
    spec: {
      accessModes: [accessMode],
      ...(storageClass && { storageClassName: storageClass }),
      resources: { requests: { storage: size ?? "" } },
    },
  } satisfies types.input.core.v1.PersistentVolumeClaim;
}
