import * as z from "zod/mini";
import { callerIdentity, httpsUrl, requestPath } from "../network-primitives";
import { doc, flag, nonEmptyText } from "../primitives";
import { switchable } from "../shorthand";

const jwtSection = z.strictObject({
  issuer: doc(nonEmptyText("https://auth.example.com"), "The `iss` of the tokens."),
  jwksUri: doc(
    z.optional(httpsUrl()),
    "Where the issuer's keys are. Default: found through the issuer (OpenID).",
  ),
  audiences: doc(z._default(z.array(nonEmptyText("kokoro")), []), "Accepted `aud`; empty: any."),
});

export const authorizationSection = switchable(
  z.strictObject({
    enabled: doc(z._default(flag(), true), "false: no AuthorizationPolicy at all."),
    paths: doc(
      z._default(z.array(requestPath()), ["/v1/*", "/health"]),
      "Paths that may be called; all others get 403. The web player is /web/*, the developers' tools are /dev/* and /debug/*.",
    ),
    callers: doc(
      z._default(z.array(callerIdentity()), []),
      "Who may call: namespaces, or namespace/service-account. Empty: every caller in the mesh. The ingress gateway's namespace is added by itself.",
    ),
    jwt: doc(z.optional(jwtSection), "Callers through the ingress must present a token of this issuer."),
  }),
);
