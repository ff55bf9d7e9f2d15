import { text } from "./primitives";

/** The leaf types for images. */

const IMAGE_HOST = "(?:(?:[A-Za-z0-9](?:[-A-Za-z0-9.]*[A-Za-z0-9])?)(?::\\d{1,5})?/)";
const IMAGE_PART = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*";
const IMAGE_PATH = `${IMAGE_PART}(?:/${IMAGE_PART})*`;
const IMAGE_TAG = "[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}";

export const imageRepository = () =>
  text(
    /^[a-z0-9]+([._-][a-z0-9]+)*(:\d+)?(\/[a-z0-9]+([._-]+[a-z0-9]+)*)+$/,
    "must be an image repository without tag or digest",
    "write ghcr.io/remsky/kokoro-fastapi-cpu and set image.tag or image.digest",
  );

/** An image as a container names it, with its tag or digest. Source: the reference grammar of distribution. */
export const imageReference = () =>
  text(
    new RegExp(`^(?=.{1,255}$)${IMAGE_HOST}?${IMAGE_PATH}(:${IMAGE_TAG})?(@sha256:[a-f0-9]{64})?$`),
    "must be an image: its repository in lower case, with a tag or digest, without spaces",
    "write docker.io/library/python:3.13-alpine",
  );

export const imageTag = () =>
  text(new RegExp(`^${IMAGE_TAG}$`), "must be an image tag", "write v0.8.0 (upstream's tags start with v)");

export const imageDigest = () =>
  text(/^sha256:[a-f0-9]{64}$/, "must be an image digest", "write sha256: and 64 hexadecimal digits");
