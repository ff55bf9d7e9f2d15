import * as z from "zod/mini";
import { say, text } from "./primitives";

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
          "must be a lower-case DNS host name (it may contain Flux variables such as ${SECRET_DOMAIN}), without scheme, port or path",
          "write kokoro.example.com or kokoro.${SECRET_DOMAIN}",
        ),
      ),
    );

function isHostname(value: string): boolean {
  const literal = value.replace(/\$\{[A-Za-z_][A-Za-z0-9_]*\}/g, "x");
  return (
    HOSTNAME.test(value) && /^[*a-z0-9.-]+$/.test(literal) && literal.length <= 253 && !literal.includes("..")
  );
}

/** `namespace/name` of a Gateway, or its name alone. */
export const namespacedName = () =>
  text(
    /^([a-z0-9]([-a-z0-9]*[a-z0-9])?\/)?[a-z0-9]([-a-z0-9]*[a-z0-9])?$/,
    "must be namespace/name in lower-case letters, digits and '-'",
    "write istio-ingress/external-gateway",
  );

/** A listener of a Gateway. Source: Gateway API, `SectionName`. */
export const listenerName = () =>
  text(
    /^(?=.{1,253}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/,
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
    /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?(\/[a-z0-9]([-a-z0-9]{0,251}[a-z0-9])?)?$/,
    "must be a namespace, or namespace/service-account, in lower-case letters, digits and '-'",
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
