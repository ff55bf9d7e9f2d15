import * as z from "zod/mini";
import { say, text } from "./primitives";

/** A key in a Secret's data. Source: Kubernetes, "Secrets". */
export const secretKey = () =>
  text(
    /^[-._a-zA-Z0-9]{1,253}$/,
    "must be a key of a Secret: letters, digits, '-', '_' and '.'",
    "write for example api-key",
  );

/** A secret variable of the server: the variable's name is its key in the Secret that we create. */
export const secretEnvName = () =>
  text(
    /^(?=.{1,253}$)[A-Za-z_][A-Za-z0-9_]*$/,
    "must be the name of an environment variable, with at most 253 characters, because it is a Secret's key too",
    "write for example API_KEY",
  );

/**
 * The host of a registry as it stands in front of an image: a name with a dot or a port, else an image's
 * name starts with no host. Docker Hub is docker.io, whatever its servers are called.
 */
export const registryHost = () => {
  const message = say(
    "must be a registry's host as it stands in image names: lower case, with its port if it has one, without scheme and path",
    "write ghcr.io, harbor.lan:5000, or docker.io for Docker Hub",
  );
  return z.string(message).check(z.refine(isRegistryHost, message));
};

const DNS_NAME = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?(\.[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)*$/;
const HUB_SERVERS = ["index.docker.io", "registry-1.docker.io", "registry.hub.docker.com", "hub.docker.com"];

function isRegistryHost(value: string): boolean {
  const [, host = "", port] = /^([^:]*)(?::(\d{1,5}))?$/.exec(value) ?? [];
  const isHost = host.includes(".") || port !== undefined || host === "localhost";
  const isPort = port === undefined || (Number(port) >= 1 && Number(port) <= 65_535);
  return isHost && isPort && host.length <= 253 && DNS_NAME.test(host) && !HUB_SERVERS.includes(host);
}

/** The name stands before a colon in HTTP's basic authentication, and inside JSON and a template. */
export const registryUser = () =>
  text(
    /^[^\s:"\\{}\p{Cc}]+$/u,
    "must be a user name without spaces, colons, quotes, backslashes and braces",
    "write for example octocat or robot$kokoro; Flux does not replace variables in an encrypted Secret",
  );

/** The public half of an age key, plugins' included. */
export const ageRecipient = () =>
  text(
    /^age1[a-z0-9]{20,}$/,
    "must be the public key of an age key pair, which starts with age1",
    "write what `age-keygen -y KEYFILE` prints",
  );
