import * as z from "zod/mini";
import { dnsLabel, dnsSubdomain, doc, duration, envName, flag, repositoryPath } from "../primitives";
import { shorthand } from "../shorthand";

const dependency = shorthand(
  z.strictObject({
    name: doc(dnsSubdomain(), "Name of a Flux Kustomization that must be Ready first."),
    namespace: doc(
      z.optional(dnsLabel()),
      "Its namespace. Default: the namespace of our Flux Kustomization.",
    ),
  }),
  { type: "string" },
  (name: string) => ({ name }),
);

export const fluxSection = z.strictObject({
  name: doc(z.optional(dnsLabel()), "Name of the Flux Kustomization. Default: the app's name."),
  namespace: doc(z._default(dnsLabel(), "flux-system"), "Namespace of the Flux Kustomization."),
  path: doc(
    z._default(repositoryPath(), "kubernetes/apps"),
    "Folder of the repository that Flux applies. The tree is written to <path>/<namespace>/<name>.",
  ),
  interval: doc(z._default(duration(), "30m"), "How often Flux reconciles."),
  retryInterval: doc(z._default(duration(), "1m"), "How soon Flux retries after a failure."),
  timeout: doc(z._default(duration(), "5m"), "How long Flux waits for the objects to become ready."),
  wait: doc(z._default(flag(), true), "Whether Ready means that all objects are healthy."),
  prune: doc(z._default(flag(), true), "Whether Flux deletes objects that are no longer rendered."),
  dependsOn: doc(z._default(z.array(dependency), []), "Flux Kustomizations that must be Ready first."),
  substitutions: doc(
    z._default(z.array(envName()), ["SECRET_DOMAIN"]),
    "Variables that the cluster's postBuild supplies. `${NAME}` of these stays in the tree; every other dollar sign is escaped.",
  ),
  decryption: doc(
    z.optional(dnsSubdomain()),
    "Secret with the age key that Flux decrypts with, for example sops-age. Default: none; a parent Kustomization may patch it in, as in HomeCluster.",
  ),
  sourceRef: doc(
    z.prefault(
      z.strictObject({
        kind: doc(
          z._default(z.enum(["GitRepository", "OCIRepository", "Bucket"]), "GitRepository"),
          "Kind of the source.",
        ),
        name: doc(z._default(dnsSubdomain(), "flux-system"), "Name of the source."),
        namespace: doc(
          z.optional(dnsLabel()),
          "Namespace of the source. Default: the namespace of the Flux Kustomization.",
        ),
      }),
      {},
    ),
    "Flux source of the tree.",
  ),
});
