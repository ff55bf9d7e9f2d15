import { text } from "./primitives";

/** A key in a Secret's data. Source: Kubernetes, "Secrets". */
export const secretKey = () =>
  text(
    /^[-._a-zA-Z0-9]{1,253}$/,
    "must be a key of a Secret: letters, digits, '-', '_' and '.'",
    "write for example api-key",
  );

/** The public half of an age key, plugins' included. */
export const ageRecipient = () =>
  text(
    /^age1[a-z0-9]{20,}$/,
    "must be the public key of an age key pair, which starts with age1",
    "write what `age-keygen -y KEYFILE` prints",
  );
