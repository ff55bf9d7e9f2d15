import * as z from "zod/mini";
import { dnsLabel, doc, flag, labels } from "../primitives";
import { shorthand } from "../shorthand";

export const namespaceSection = shorthand(
  z.strictObject({
    name: doc(z._default(dnsLabel(), "ai-services"), "Namespace of the app."),
    create: doc(
      z._default(flag(), true),
      "Whether to create the namespace. false: it already exists, and its owner sets the mesh and Pod Security labels on it. A namespace that was created stays when this turns false, and when the app is removed.",
    ),
    labels: doc(
      z._default(labels(), { "app.kubernetes.io/part-of": "homecluster" }),
      "Labels of the namespace, in addition to those for the mesh, Pod Security and Flux pruning.",
    ),
    podSecurity: doc(
      z._default(z.enum(["restricted", "baseline", "privileged"]), "restricted"),
      "Pod Security Standard that the namespace enforces.",
    ),
  }),
  { type: "string" },
  (name: string) => ({ name }),
);
