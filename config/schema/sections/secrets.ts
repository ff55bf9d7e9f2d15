import * as z from "zod/mini";
import { dnsLabel, doc, duration, envName, envValue, nonEmptyText, say } from "../primitives";
import { refusing } from "../refused";
import { ageRecipient, registryHost, registryUser, secretKey } from "../secret-primitives";
import { shorthand } from "../shorthand";

const source = {
  value: doc(
    z.optional(envValue()),
    "The value itself. In a stack file only as `secure:`, which the Pulumi CLI writes and the engine reads.",
  ),
  fromEnv: doc(
    z.optional(envName()),
    "Environment variable of the process that renders or deploys, for example in CI.",
  ),
  fromStore: doc(
    z.optional(nonEmptyText("kokoro")),
    "Key in secretStore; an ExternalSecret refers to it, and the value is nowhere in the tree.",
  ),
  property: doc(z.optional(nonEmptyText("api-key")), "Property of the key in the store."),
};

const VALUE_ALONE = { type: ["string", "number", "boolean"] as const };

/** Where the value of a secret environment variable comes from: exactly one of the sources. */
export const secretSource = shorthand(
  z.strictObject({
    ...source,
    fromSecret: doc(z.optional(dnsLabel()), "Name of a Secret that exists in the namespace and is not ours."),
    key: doc(z.optional(secretKey()), "Key in that Secret. Default: the variable's name."),
  }),
  { type: [...VALUE_ALONE.type] },
  (value: string | number | boolean) => ({ value: String(value) }),
);

const WHERE_FROM = "write for example fromEnv: GHCR_TOKEN on an indented line below it";

/** Where a password comes from. A whole Secret that exists is another key's. */
const passwordSource = shorthand(
  refusing(z.strictObject(source, say("must say where the password comes from", WHERE_FROM)), {
    FROMSECRET: {
      rule: "is not a source of a password: a Secret that exists holds the whole account",
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
    username: doc(registryUser(), "Name of the account, or of the robot account."),
    password: doc(passwordSource, "Its password or token: one of value, fromEnv and fromStore."),
  }),
);

export const secretStoreSection = shorthand(
  z.strictObject({
    kind: doc(
      z._default(z.enum(["ClusterSecretStore", "SecretStore"]), "ClusterSecretStore"),
      "Kind of the store of the External Secrets operator.",
    ),
    name: doc(dnsLabel(), "Name of the store."),
    refreshInterval: doc(z._default(duration(), "1h"), "How often the operator reads the store."),
  }),
  { type: "string" },
  (name: string) => ({ name }),
);

export const sopsSection = z.strictObject({
  age: doc(
    z._default(z.array(ageRecipient()), []),
    "Public keys that secrets are encrypted to. Default: what the creation rules of the repository's .sops.yaml say.",
  ),
});
