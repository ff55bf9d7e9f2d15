import * as z from "zod/mini";
import { DNS_SUBDOMAIN, QUALIFIED_NAME, say, text } from "./primitives";

/** Leaf types of the server, its devices and its volumes. See primitives.ts. */

/** A resource of a device plugin: `vendor/name`. Source: Kubernetes, "Extended resources". */
export const extendedResource = () =>
  text(
    new RegExp(`^${DNS_SUBDOMAIN}/${QUALIFIED_NAME}$`),
    "must be the resource name of a device plugin, vendor/name",
    "write nvidia.com/gpu, nvidia.com/mig-1g.10gb, nvidia.com/gpu.shared or amd.com/gpu",
  );

/** An http or https address, without query. */
export const httpUrl = () =>
  text(
    /^https?:\/\/[A-Za-z0-9]([-A-Za-z0-9.]*[A-Za-z0-9])?(:\d{1,5})?(\/[-A-Za-z0-9._~/]*)?$/,
    "must be an http or https address",
    "write http://prometheus-operated.monitoring.svc.cluster.local:9090",
  );

/** An absolute path inside the container, without `.`, `..` and a slash at its end. */
export const absolutePath = () =>
  text(
    /^(\/(?!\.{1,2}(\/|$))[A-Za-z0-9._-]+)+$/,
    "must be an absolute path inside the container, without '..' or a slash at the end",
    "write for example /data/downloads",
  );

/** A number, whole or not, from `min` to `max`. */
export const decimal = (min: number, max: number) => {
  const message = say(`must be a number from ${min} to ${max}`, "write for example 1.5");
  return z.number(message).check(z.gte(min, message), z.lte(max, message));
};

/** One voice of the image. A mixture ends the server at its start (exit 3). Source: the real server, v0.8.0. */
export const singleVoice = () =>
  text(
    /^[a-z][fm]_[a-z0-9]+$/,
    "must be one voice: the server does not start with a mixture",
    "write af_heart; callers mix voices in the request",
  );

/** Kokoro's one-letter language codes. */
export const languageCode = () =>
  text(
    /^[abefhijpz]$/,
    "must be one of Kokoro's language codes: a b (English), e f h i j p z",
    "write a for American English",
  );
