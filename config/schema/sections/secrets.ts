import * as z from "zod/mini";
import { dnsSubdomain, doc, duration, envName, envValue, nonEmptyText, say } from "../primitives";
import { refusing } from "../refused";
import { ageRecipient, registryHost, registryUser, secretKey } from "../secret-primitives";
import { shorthand } from "../shorthand";

const source = {
  value: doc(
    z.optional(envValue()),
    "The value itself. In a stack file only as `secure:`, encrypted by the Pulumi CLI and decrypted by the engine.",
  ),
  fromEnv: doc(
    z.optional(envName()),
    "Environment variable of the process that renders or deploys, for example in CI.",
  ),
  fromStore: doc(
    z.optional(nonEmptyText("kokoro")),
    "Key in secretStore. An ExternalSecret refers to it, so the tree does not contain the value.",
  ),
  property: doc(z.optional(nonEmptyText("api-key")), "Property of that key in the store."),
};

const VALUE_ALONE = { type: ["string", "number", "boolean"] as const };

/** Where the value of a secret environment variable comes from: exactly one of the sources. */
export const secretSource = shorthand(
  z.strictObject({
    ...source,
    fromSecret: doc(z.optional(dnsSubdomain()), "Name of an existing Secret in the namespace."),
    key: doc(z.optional(secretKey()), "Key in that Secret. Default: the variable's name."),
  }),
  { type: [...VALUE_ALONE.type] },
  (value: string | number | boolean) => ({ value: String(value) }),
);

const WHERE_FROM = "write for example fromEnv: GHCR_TOKEN on an indented line below";

/** Where a password comes from. A whole Secret that exists is another key's. */
const passwordSource = shorthand(
  refusing(z.strictObject(source, say("must say where the password comes from", WHERE_FROM)), {
    FROMSECRET: {
      rule: "is not a source for a password: an existing Secret holds the complete account",
      fix: "name the Secret in image.pullSecrets, and remove the registry here",
    },
  }),
  { type: [...VALUE_ALONE.type] },
  (value: string | number | boolean) => ({ value: String(value) }),
);

/** An account at each registry, by its host. */
export const registriesSection = z.record(
  registryHost(),
  z.strictObject({
    username: doc(registryUser(), "Name of the account or robot account."),
    password: doc(passwordSource, "Its password or token, from one of value, fromEnv and fromStore."),
  }),
);

export const secretStoreSection = shorthand(
  z.strictObject({
    kind: doc(
      z._default(z.enum(["ClusterSecretStore", "SecretStore"]), "ClusterSecretStore"),
      "Kind of the External Secrets store.",
    ),
    name: doc(dnsSubdomain(), "Name of the store."),
    refreshInterval: doc(
      z._default(duration(), "1h"),
      "How often the External Secrets operator reads the store.",
    ),
  }),
  { type: "string" },
  (name: string) => ({ name }),
);

export const sopsSection = z.strictObject({
  age: doc(
    z._default(z.array(ageRecipient()), []),
    "Public keys to encrypt secrets for. Default: the creation rules in the repository's .sops.yaml.",
  ),
});
