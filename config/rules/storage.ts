import { bytes } from "../quantities";
import { DOWNLOADS_DIRECTORY } from "../schema/sections/storage";
import type { Rule } from "./rule";
import { errorIf, withoutEffect } from "./say";

/** What the image holds; a volume over it, or over a folder above it, hides it. */
const BAKED = ["/app/api/src/models", "/app/api/src/voices", "/app/.venv", "/app/web"];

const MOVE_IT = `remove mountPath (${DOWNLOADS_DIRECTORY}), or write /data/downloads`;

const imageStaysVisible: Rule = ({ storage: { mountPath } }) => {
  const hidden = BAKED.find((path) => isWithin(path, mountPath) || isWithin(mountPath, path));
  return errorIf(hidden !== undefined, {
    key: "storage.mountPath",
    value: mountPath,
    rule: `would hide ${hidden} in the image, and the server would fail at every start`,
    fix: MOVE_IT,
  });
};

const SYSTEM = [
  "/tmp",
  "/bin",
  "/dev",
  "/etc",
  "/home",
  "/lib",
  "/opt",
  "/proc",
  "/root",
  "/sbin",
  "/sys",
  "/usr",
];

const mountIsFree: Rule = ({ storage: { mountPath } }) => {
  const taken = SYSTEM.find((path) => isWithin(mountPath, path));
  return errorIf(taken !== undefined, {
    key: "storage.mountPath",
    value: mountPath,
    rule: `lies in ${taken}, which the server uses itself`,
    fix: MOVE_IT,
  });
};

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}

/** A volume of one node keeps all other servers from starting. */
const severalServersShare: Rule = (settings) => {
  const { size, existingClaim, accessMode = "ReadWriteOnce" } = settings.storage;
  const hasVolume = size !== undefined || existingClaim !== undefined;
  const most = settings.scaling.max;
  return errorIf(hasVolume && accessMode !== "ReadWriteMany" && most > 1, {
    key: "storage.accessMode",
    value: accessMode,
    rule: `lets only one node mount the volume, but up to ${most} servers need it`,
    fix: "set accessMode: ReadWriteMany with a storageClass that supports it, or one replica, or remove the volume",
  });
};

const oneVolume: Rule = ({ storage }) =>
  errorIf(storage.size !== undefined && storage.existingClaim !== undefined, {
    key: "storage.size",
    value: storage.size,
    rule: `contradicts existingClaim ${storage.existingClaim}, which has its own size`,
    fix: "remove one of them",
  });

const classNeedsSize: Rule = ({ storage }) =>
  storage.size === undefined
    ? withoutEffect(
        storage,
        "storage",
        ["storageClass"],
        "storage.size is not set",
        "set storage.size, or remove it",
      )
    : undefined;

const accessNeedsVolume: Rule = ({ storage }) =>
  storage.size === undefined && storage.existingClaim === undefined
    ? withoutEffect(
        storage,
        "storage",
        ["accessMode"],
        "there is no volume",
        "set storage.size or storage.existingClaim, or remove it",
      )
    : undefined;

const downloadsFit: Rule = ({ storage: { size }, server }) => {
  const megabytes = server.MAX_TEMP_DIR_SIZE_MB;
  return errorIf(size !== undefined && megabytes * 2 ** 20 > bytes(size), {
    key: "storage.size",
    value: size,
    rule: `is less than the downloads that the server keeps (server.MAX_TEMP_DIR_SIZE_MB: ${megabytes})`,
    fix: `set ${Math.ceil(megabytes / 1024) + 1}Gi, or lower server.MAX_TEMP_DIR_SIZE_MB`,
  });
};

export const storageRules: readonly Rule[] = [
  imageStaysVisible,
  mountIsFree,
  severalServersShare,
  oneVolume,
  classNeedsSize,
  accessNeedsVolume,
  downloadsFit,
];
