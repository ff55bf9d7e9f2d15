import * as z from "zod/mini";
import { doc, imageDigest, imageRepository, imageTag } from "../primitives";

// renovate: depName=ghcr.io/remsky/kokoro-fastapi-cpu
const DEFAULT_TAG = "v0.8.0";

export const imageSection = z.strictObject({
  repository: doc(
    z.optional(imageRepository()),
    "Image repository. Default: the one of the accelerator, for example ghcr.io/remsky/kokoro-fastapi-cpu.",
  ),
  tag: doc(z._default(imageTag(), DEFAULT_TAG), "Image tag."),
  digest: doc(z.optional(imageDigest()), "Digest that pins the image; the tag then only informs readers."),
});
