import * as z from "zod/mini";
import { DNS_SUBDOMAIN, say, text } from "./primitives";

/** The leaf types for names and paths in requests and in the mesh. */

const HOSTNAME =
  /^(\*\.)?([a-z0-9$]([-a-z0-9_${}A-Z]*[a-z0-9}])?)(\.([a-z0-9$]([-a-z0-9_${}A-Z]*[a-z0-9}])?))*$/;

/** A host that clients use; Flux variables such as `${SECRET_DOMAIN}` may stand for parts of it. */
export const hostname = () =>
  z
    .string(say("must be a host name", "write kokoro.example.com or kokoro.${SECRET_DOMAIN}"))
    .check(
      z.refine(
        isHostname,
        say(
          "must be a lower-case DNS host name (it may contain Flux variables such as ${SECRET_DOMAIN}), without scheme, port or path; each part has at most 63 characters and the last one is no number",
          "write kokoro.example.com or kokoro.${SECRET_DOMAIN}",
        ),
      ),
    );

function isHostname(value: string): boolean {
  const literal = value.replace(/\$\{[A-Za-z_][A-Za-z0-9_]*\}/g, "x");
  const labels = literal.split(".");
  return (
    HOSTNAME.test(value) &&
    literal.length <= 253 &&
    labels.every((label) => /^(\*|[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)$/.test(label)) &&
    !/^\d+$/.test(labels.at(-1) ?? "")
  );
}

/** `namespace/name` of a Gateway, or its name alone. */
export const namespacedName = () =>
  text(
    /^([a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?\/)?[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/,
    "must be namespace/name, each at most 63 lower-case letters, digits and '-'",
    "write istio-ingress/external-gateway",
  );

/** A listener of a Gateway. Source: Gateway API, `SectionName`. */
export const listenerName = () =>
  text(
    new RegExp(`^${DNS_SUBDOMAIN}$`),
    "must be the name of a listener, in lower-case letters, digits, '-' and '.'",
    "write for example https",
  );

/** A header of requests, but not the one that the token is looked for in anyway. */
export const headerName = () =>
  text(
    /^(?!authorization$)[a-z0-9]+(-[a-z0-9]+)*$/i,
    "must be the name of a header other than Authorization, in letters, digits and '-'",
    "write for example x-kokoro-token",
  );

/** A caller in the mesh: a namespace, or a ServiceAccount in one. */
export const callerIdentity = () =>
  text(
    new RegExp(`^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?(/${DNS_SUBDOMAIN})?$`),
    "must be a namespace, or namespace/service-account, in lower-case letters, digits and '-'; the account's name may have dots",
    "write web-apps or web-apps/reader",
  );

/** A path as AuthorizationPolicy matches it: exact, or a prefix that ends with `*`. */
export const requestPath = () =>
  text(
    /^\/[A-Za-z0-9._~!$&'()+,;=:@/-]*\*?$/,
    "must be a path that starts with '/', exact or ending with '*', without a query",
    "write /v1/* or /health",
  );

export const httpsUrl = () =>
  text(
    /^https?:\/\/[a-z0-9.-]+(:\d+)?(\/[^\s?#]*)?$/,
    "must be an http or https URL without query",
    "write https://auth.example.com/.well-known/jwks.json",
  );
