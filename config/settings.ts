import * as z from "zod/mini";
import { count, doc, duration, envName, envValue, nonEmptyText, serviceName } from "./primitives";
import type { Retries } from "./retry-policies";
import { admissionSection } from "./sections/admission";
import { authorizationSection } from "./sections/authorization";
import { fluxSection } from "./sections/flux";
import { imageSection } from "./sections/image";
import { ingressSection } from "./sections/ingress";
import { meshSection } from "./sections/mesh";
import { namespaceSection } from "./sections/namespace";
import { resourcesSection } from "./sections/resources";
import { retriesSection } from "./sections/retries";

/** An object of the user's own that is deployed and rendered with ours. */
const extraManifest = z.looseObject({
  apiVersion: nonEmptyText("v1"),
  kind: nonEmptyText("ConfigMap"),
  metadata: z.looseObject({ name: nonEmptyText("my-config") }),
});

/** The whole configuration, strict, with every default. One key, one decision. */
export const settingsSchema = z.strictObject({
  name: doc(z._default(serviceName(), "kokoro-api"), "Name of the app, its Deployment and its Service."),
  namespace: doc(z.prefault(namespaceSection, {}), "Namespace: a name, or an object."),
  accelerator: doc(
    z._default(z.enum(["cpu"]), "cpu"),
    "What synthesises speech. Decides image, user and environment.",
  ),
  image: doc(z.prefault(imageSection, {}), "The server's image."),
  replicas: doc(
    z._default(count(1, 100), 1),
    "Number of servers. One server answers one request at a time, so this is the number of requests at once.",
  ),
  resources: doc(z.prefault(resourcesSection, {}), "Requests and limits of a server."),
  longestRequest: doc(
    z._default(duration(), "300s"),
    "Longest time that one answer may take. The probes never restart a server that is busy for less, and a stopping server may finish for as long.",
  ),
  retries: doc(
    z.prefault(retriesSection, {}),
    "Retries by the waypoint: the name of a policy (speech, web), or an object.",
  ),
  timeout: doc(
    z.optional(duration()),
    "Longest time for a whole answer, retries included. Default: none, because it cuts long streams.",
  ),
  mesh: doc(z.prefault(meshSection, {}), "Istio ambient mesh."),
  admission: doc(
    z.prefault(admissionSection, {}),
    "How many requests are admitted before the waypoint answers 503: true, false, or an object.",
  ),
  authorization: doc(z.prefault(authorizationSection, {}), "Who may call what: true, false, or an object."),
  networkPolicy: doc(
    z._default(z.enum(["kubernetes", "cilium", "none"]), "kubernetes"),
    "What refuses packets that are not meant for the app: NetworkPolicies, CiliumNetworkPolicies, or nothing.",
  ),
  ingress: doc(z.prefault(ingressSection, {}), "Access from outside the cluster."),
  flux: doc(z.prefault(fluxSection, {}), "How Flux applies the rendered tree."),
  env: doc(
    z._default(z.record(envName(), envValue()), {}),
    "Environment variables of the server, beside and over ours.",
  ),
  extraManifests: doc(
    z._default(z.array(extraManifest), []),
    "Further Kubernetes objects to deploy and render with the app.",
  ),
  renderYaml: doc(
    z.optional(nonEmptyText("../home-ops")),
    "Folder of the GitOps repository. When set, pulumi manages the files of the Flux tree there instead of cluster objects.",
  ),
});

/** The configuration as the schema leaves it, before a retry policy's name is turned into its figures. */
export type ParsedConfig = z.output<typeof settingsSchema>;

/** The parsed configuration: complete, checked, plain data. */
export type Settings = Omit<ParsedConfig, "retries"> & { readonly retries: Retries };

/** The configuration as a user writes it: every key optional. */
export type SettingsInput = z.input<typeof settingsSchema>;

/** The configuration's keys, in the order of the reference. */
export const settingKeys = Object.keys(settingsSchema.shape) as (keyof Settings)[];
