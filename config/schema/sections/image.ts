import * as z from "zod/mini";
import { imageDigest, imageRepository, imageTag } from "../image-primitives";
import { dnsSubdomain, doc } from "../primitives";

// renovate: depName=ghcr.io/remsky/kokoro-fastapi-cpu
const DEFAULT_TAG = "v0.8.0";

const image = {
  repository: doc(
    z.optional(imageRepository()),
    "Image repository. Default: the one for the accelerator, for example ghcr.io/remsky/kokoro-fastapi-cpu.",
  ),
  tag: doc(z._default(imageTag(), DEFAULT_TAG), "Image tag."),
  digest: doc(z.optional(imageDigest()), "Digest that pins the image; the tag is then only for readers."),
};

/** Which image, and nothing about how it is pulled: that is the same for every version. */
export const versionImageSection = z.strictObject(image);

export const imageSection = z.strictObject({
  ...image,
  pullSecrets: doc(
    z._default(z.array(dnsSubdomain()), []),
    "Names of existing Secrets in the namespace to pull the image with. See registries for Secrets that kokoro creates.",
  ),
});
