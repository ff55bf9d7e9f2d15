import * as z from "zod/mini";
import { byteQuantity, dnsLabel, doc } from "../primitives";
import { absolutePath } from "../server-primitives";

/** Where the server keeps downloads when nothing else is said; the image's own folder. */
export const DOWNLOADS_DIRECTORY = "/app/api/temp_files";

export const storageSection = z.strictObject({
  size: doc(
    z.optional(byteQuantity()),
    "Size of a volume for downloads. Default: no volume; downloads live in the pod and go with it.",
  ),
  storageClass: doc(z.optional(dnsLabel()), "StorageClass of the volume. Default: the cluster's."),
  accessMode: doc(
    z.optional(z.enum(["ReadWriteOnce", "ReadWriteOncePod", "ReadWriteMany"])),
    "ReadWriteMany is what several servers need. Default: ReadWriteOnce.",
  ),
  existingClaim: doc(
    z.optional(dnsLabel()),
    "A PersistentVolumeClaim that exists in the namespace and is not ours, instead of size. Its accessMode is yours to state.",
  ),
  mountPath: doc(
    z._default(absolutePath(), DOWNLOADS_DIRECTORY),
    "Where the server keeps downloads, inside the container (TEMP_FILE_DIR).",
  ),
});
