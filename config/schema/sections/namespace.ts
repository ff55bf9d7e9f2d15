import * as z from "zod/mini";
import { dnsLabel, doc, flag, labels } from "../primitives";
import { shorthand } from "../shorthand";

export const namespaceSection = shorthand(
  z.strictObject({
    name: doc(z._default(dnsLabel(), "ai-services"), "Namespace of the app."),
    create: doc(
      z._default(flag(), true),
      "Whether the namespace is ours. false: it exists (a sibling app made it), and the mesh and Pod Security labels on it are its owner's.",
    ),
    labels: doc(
      z._default(labels(), { "app.kubernetes.io/part-of": "homecluster" }),
      "Labels of the namespace beside the mesh, Pod Security and Flux prune ones.",
    ),
    podSecurity: doc(
      z._default(z.enum(["restricted", "baseline", "privileged"]), "restricted"),
      "Pod Security Standard that the namespace enforces.",
    ),
  }),
  { type: "string" },
  (name: string) => ({ name }),
);
