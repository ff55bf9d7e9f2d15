import * as z from "zod/mini";
import { callerIdentity, headerName, httpsUrl, requestPath } from "../network-primitives";
import { doc, flag, nonEmptyText } from "../primitives";
import { switchable } from "../shorthand";

const jwtSection = z.strictObject({
  issuer: doc(nonEmptyText("https://auth.example.com"), "Issuer (`iss`) of the tokens."),
  jwksUri: doc(
    z.optional(httpsUrl()),
    "URL of the issuer's public keys. Default: discovered from the issuer (OpenID Connect).",
  ),
  audiences: doc(z._default(z.array(nonEmptyText("kokoro")), []), "Accepted audiences (`aud`). Empty: any."),
  header: doc(
    z.optional(headerName()),
    "The header that holds the token and nothing else. Default: Authorization, after `Bearer `; then a caller that needs no token must not send that header either.",
  ),
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
      "Who may call: namespaces, or namespace/service-account. Empty: every caller in the mesh. The ingress gateway is added by itself. With jwt: who needs no token; empty: nobody.",
    ),
    jwt: doc(
      z.optional(jwtSection),
      "A request needs a token of this issuer, unless its caller is one of `callers`.",
    ),
  }),
);
