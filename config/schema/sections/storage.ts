import * as z from "zod/mini";
import { byteQuantity, dnsSubdomain, doc } from "../primitives";
import { absolutePath } from "../server-primitives";

/** Where the server keeps downloads when nothing else is said; the image's own folder. */
export const DOWNLOADS_DIRECTORY = "/app/api/temp_files";

export const storageSection = z.strictObject({
  size: doc(
    z.optional(byteQuantity()),
    "Size of a volume for downloads. Default: no volume; downloads are lost with the pod.",
  ),
  storageClass: doc(
    z.optional(dnsSubdomain()),
    "StorageClass of the volume. Default: the cluster's default.",
  ),
  accessMode: doc(
    z.optional(z.enum(["ReadWriteOnce", "ReadWriteOncePod", "ReadWriteMany"])),
    "Access mode of the volume. Several servers need ReadWriteMany. Default: ReadWriteOnce.",
  ),
  existingClaim: doc(
    z.optional(dnsSubdomain()),
    "An existing PersistentVolumeClaim in the namespace, instead of size. Set accessMode to the mode of that claim.",
  ),
  mountPath: doc(
    z._default(absolutePath(), DOWNLOADS_DIRECTORY),
    "Path in the container for downloads (TEMP_FILE_DIR).",
  ),
});
