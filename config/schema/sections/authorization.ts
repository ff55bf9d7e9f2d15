import * as z from "zod/mini";
import { callerIdentity, httpsUrl, requestPath } from "../network-primitives";
import { doc, flag, nonEmptyText } from "../primitives";
import { switchable } from "../shorthand";

const jwtSection = z.strictObject({
  issuer: doc(nonEmptyText("https://auth.example.com"), "Issuer (`iss`) of the tokens."),
  jwksUri: doc(
    z.optional(httpsUrl()),
    "URL of the issuer's public keys. Default: discovered from the issuer (OpenID Connect).",
  ),
  audiences: doc(z._default(z.array(nonEmptyText("kokoro")), []), "Accepted audiences (`aud`). Empty: any."),
});

export const authorizationSection = switchable(
  z.strictObject({
    enabled: doc(z._default(flag(), true), "Whether to create AuthorizationPolicies."),
    paths: doc(
      z._default(z.array(requestPath()), ["/v1/*", "/health"]),
      "Allowed paths; all others get 403. The web player is /web/*, the developer tools are /dev/* and /debug/*.",
    ),
    callers: doc(
      z._default(z.array(callerIdentity()), []),
      "Allowed callers: a namespace, or namespace/service-account. Empty: every caller in the mesh. The namespace of the ingress gateway is always allowed.",
    ),
    jwt: doc(z.optional(jwtSection), "Callers through the ingress must send a token from this issuer."),
  }),
);
